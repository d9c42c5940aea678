using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting.Health;
using Platform.Hosting.Membership;
using Platform.Hosting.Tests.Meters;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Readiness_WhenAGroupHasNoAssignment_Is503AndSaysWhichAndWhy()
    {
        await using var host = await StartAsync(new Group { IsReady = false, Detail = "has no assignment yet" }, new Probe(null));

        using var answer = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("not ready", body.RootElement.GetProperty("status").GetString());
        var first = body.RootElement.GetProperty("checks")[0];
        Assert.Equal("group", first.GetProperty("name").GetString());
        Assert.Equal("not ready", first.GetProperty("status").GetString());
        Assert.Equal("Group g: has no assignment yet.", first.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Readiness_WhenTheDatabaseDoesNotAnswer_Is503()
    {
        await using var host = await StartAsync(new Group { IsReady = true, Detail = "3 partitions assigned" }, new Probe(new PersistenceException("the disk is full", isTransient: true)));

        using var answer = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("the disk is full", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_WhenAllAnswer_Is200()
    {
        await using var host = await StartAsync(new Group { IsReady = true, Detail = "3 partitions assigned" }, new Probe(null));

        using var answer = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Readiness_WhenAGroupIsDegraded_Is200AndSaysWhy()
    {
        await using var host = await StartAsync(new Group { IsReady = true, Detail = "3 partitions assigned", Degraded = "120 entities are failing" }, new Probe(null));

        using var answer = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("degraded", body.RootElement.GetProperty("status").GetString());
        var first = body.RootElement.GetProperty("checks")[0];
        Assert.Equal("degraded", first.GetProperty("status").GetString());
        Assert.Equal("Group g: 120 entities are failing.", first.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task GroupCheck_HoldsTheLastCommit()
    {
        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

        var result = await new GroupHealthCheck(new Group { IsReady = true, Detail = "", LastCommit = at }).CheckHealthAsync(new HealthCheckContext());

        Assert.Equal("2026-03-04T05:06:07.0000000+00:00", result.Data["lastCommit"]);
    }

    [Fact]
    public async Task Liveness_WhenNothingIsReady_IsStill200()
    {
        await using var host = await StartAsync(new Group { IsReady = false, Detail = "" }, new Probe(new PersistenceException("away", isTransient: true)));

        using var answer = await host.Client.GetAsync(new Uri("/health/live", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static Task<WebHost> StartAsync(Group group, Probe probe) => WebHost.StartAsync(
        builder => builder.Services.AddHealthChecks().AddCheck("group", new GroupHealthCheck(group)).AddCheck("storage", new StorageHealthCheck(probe)),
        app => app.MapPlatformHealth());

    private sealed class Group : IKafkaGroupStatus
    {
        public string GroupId => "g";

        public required bool IsReady { get; init; }

        public required string Detail { get; init; }

        public string? Degraded { get; init; }

        public DateTimeOffset? LastCommit { get; init; }
    }

    private sealed class Probe(Exception? failure) : IStorageProbe
    {
        public Task CheckAsync(CancellationToken cancellationToken) => failure is null ? Task.CompletedTask : Task.FromException(failure);
    }

    [Fact]
    public async Task Checks_AreOneForEachGroupThatRunsAndOneForTheStorage()
    {
        var groups = Application.Check(MeterApplication.Declare, ("Groups:alerts:Enabled", "false")).Groups;

        await using var host = await StartAsync(groups, new StorageSettings(), new Probe(null), ("meters", true));

        Assert.Equal((HttpStatusCode.OK, "kafka-meters outputs storage"), await ReadinessAsync(host));
    }

    [Theory]
    [InlineData("meters")]
    [InlineData("alerts")]
    public async Task Readiness_WhenOneGroupIsNotReady_Is503(string group)
    {
        await using var host = await StartAsync(Groups, new StorageSettings(), new Probe(null), [.. Groups.Select(other => (other.Name, other.Name != group))]);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadinessAsync(host)).Status);
    }

    [Fact]
    public async Task Readiness_WhenThePlatformsDatabaseDoesNotAnswer_Is503()
    {
        await using var host = await StartAsync(Groups, new StorageSettings(), new Probe(new PersistenceException("away", isTransient: true)), ("meters", true), ("alerts", true));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadinessAsync(host)).Status);
    }

    [Fact]
    public async Task Checks_WithStateInMemory_HaveNoneForTheStorage()
    {
        await using var host = await StartAsync(Groups, new StorageSettings { Provider = StorageProvider.Memory }, new Probe(null), ("meters", true), ("alerts", true));

        Assert.Equal((HttpStatusCode.OK, "kafka-alerts kafka-meters outputs"), await ReadinessAsync(host));
    }

    [Fact]
    public async Task OutputsCheck_WhileTheDatabaseHasRejectedOutputs_IsDegradedAndNamesOneOfTheirEntities()
    {
        var parking = new RejectedOutputList();
        var check = new OutputsCheck(parking);
        var before = await check.CheckHealthAsync(new HealthCheckContext());

        parking.Entities.Add(new QuarantinedEntity
        {
            Grain = "meter",
            Key = "m-1",
            Since = default,
            ErrorType = QuarantinedEntity.RejectedOutput,
            Error = "The record is too large.",
            Topic = "meters.alerts",
            Partition = -1,
            Offset = -1,
            Parked = 0,
            IsRedriving = false,
            RejectedOutputs = 3,
        });
        var during = await check.CheckHealthAsync(new HealthCheckContext());
        parking.Failure = new PersistenceException("away", isTransient: true);
        var away = await check.CheckHealthAsync(new HealthCheckContext());

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded, HealthStatus.Degraded), (before.Status, during.Status, away.Status));
        Assert.Contains("meter/m-1, with 3 for topic meters.alerts: The record is too large.", during.Description, StringComparison.Ordinal);
        Assert.Contains("not known: away", away.Description, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ConsumerGroup> Groups => Application.Check(MeterApplication.Declare).Groups;

    private static Task<WebHost> StartAsync(IReadOnlyList<ConsumerGroup> run, StorageSettings storage, Probe probe, params (string Provider, bool IsReady)[] groups) => WebHost.StartAsync(
        builder =>
        {
            builder.Services.AddPlatformHealth(run, storage, new LocalMembership(new PlatformSettings(), _ => false))
                .AddKeyedSingleton<IStorageProbe>(EventProcessing.StorageName, probe)
                .AddKeyedSingleton<IParkingStorage>(EventProcessing.StorageName, new RejectedOutputList());
            foreach (var (provider, isReady) in groups)
            {
                builder.Services.AddKeyedSingleton<IKafkaGroupStatus>(provider, new Group { IsReady = isReady, Detail = "" });
            }
        },
        app => app.MapPlatformHealth());

    private static async Task<(HttpStatusCode Status, string Checks)> ReadinessAsync(WebHost host)
    {
        using var answer = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, string.Join(' ', body.RootElement.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()).Order(StringComparer.Ordinal)));
    }
}
