using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platform.Configuration;
using Platform.Hosting.Health;
using Platform.Hosting.Membership;

namespace Platform.Hosting.Tests.Cluster;

public sealed class MembershipAtStartTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Store_ThatStartsLate_IsWaitedFor()
    {
        var store = new Store(Away, Away);

        var opening = Subject(store).OpenAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));
        await opening.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(3, store.Calls);
    }

    [Fact]
    public async Task Store_ThatNeverAnswers_IsRefusedAfterAMinuteByItsSetting()
    {
        var store = new Store([.. Enumerable.Repeat(Away, 100)]);

        var opening = Subject(store).OpenAsync(CancellationToken.None);
        for (var i = 0; i < 31 && !opening.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => opening.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("away. It was waited for 60 s.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(31, store.Calls);
    }

    [Fact]
    public async Task Store_ThatRefuses_IsNotWaitedFor()
    {
        var store = new Store(new MembershipStoreException("no such database", isTransient: false, new IOException()));

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => Subject(store).OpenAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.Contains("no such database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, store.Calls);
    }

    [Fact]
    public async Task Check_WhileTheStoreIsAway_IsDegradedAndSaysWhatStillWorks()
    {
        var check = new MembershipCheck(new Store(Away));

        var (away, back) = (await check.CheckHealthAsync(new HealthCheckContext()), await check.CheckHealthAsync(new HealthCheckContext()));

        Assert.Equal((HealthStatus.Degraded, HealthStatus.Healthy), (away.Status, back.Status));
        Assert.Contains("Silos that are members go on", away.Description, StringComparison.Ordinal);
        Assert.Contains("away", away.Description, StringComparison.Ordinal);
    }

    private static MembershipStoreException Away => new("the server is away", isTransient: true, new IOException());

    private MembershipAtStart Subject(Store store) => new(store, _time, NullLogger<MembershipAtStart>.Instance);

    private sealed class Store(params Exception[] failures) : IMembership
    {
        public int Calls { get; private set; }

        public string Description => "";

        public bool HasStore => true;

        public Task OpenAsync(CancellationToken cancellationToken) => Calls++ < failures.Length ? Task.FromException(failures[Calls - 1]) : Task.CompletedTask;

        public Task CheckAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

        public PlatformConfigurationException Refuse(string fault) => new([fault]);

        public ISiloBuilder AddTo(ISiloBuilder silo) => silo;

        public IClientBuilder AddTo(IClientBuilder client) => client;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
