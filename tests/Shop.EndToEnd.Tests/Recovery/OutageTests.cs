using System.Net;
using Confluent.Kafka;
using Platform.Persistence.Tests.Support;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>What a silo on Kafka does while its database is away.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class OutageTests(RecoveryBroker broker, PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly string[] OrderTopics = ["orders.created", "orders.updated", "orders.cancelled", "payments.processed"];

    [SkippableFact]
    public async Task Database_WhenAwayUnderLoad_HoldsEverythingUp_QuarantinesNobody_AndAllIsExactAfterwards()
    {
        server.SkipIfMissing();

        // The cluster's members are in the same database.
        await using var running = broker.Create(
            ("Platform__Storage__Provider", "Postgres"), ("Platform__Storage__ConnectionString", server.ConnectionString),
            ("Platform__Cluster__Provider", "Postgres"), ("Platform__Cluster__ConnectionString", ""), ("Platform__Cluster__AdvertisedAddress", "127.0.0.1"));
        var platform = running.Platform;
        await platform.StartAsync();
        var workload = new ShopWorkload(orders: 2_000, users: 100, RecoveryBroker.NewPrefix(), enveloped: true, cancelled: 100);
        var deadLettersBefore = await DeadLettersAsync();
        using var messages = workload.Messages().Chunk(1_000).GetEnumerator();
        await SendAsync(running, messages, chunks: 3);
        await running.AwaitOrderAsync(workload.OrderId(0), ShopWorkload.ExpectedOrder(0));
        await SendAsync(running, messages, chunks: 2);

        server.Stop();
        // What comes now can't become durable.
        var behind = await Groups.EndsAsync(broker.Broker.BootstrapServers, OrderTopics);
        await SendAsync(running, messages, chunks: int.MaxValue);
        await Eventually.EqualAsync(HttpStatusCode.ServiceUnavailable, () => ReadinessAsync(platform));
        Assert.Contains("The store of the cluster's members doesn't answer", await ReadinessTextAsync(platform), StringComparison.Ordinal);
        // Deliveries failed and were retried, so that this is more than one long call.
        await Eventually.HoldsAsync(async () => await RetriesAsync(platform) > 500, () => "fewer retries", 90);
        Assert.Equal(HttpStatusCode.OK, (await platform.Http.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
        var committed = await Groups.CommittedAsync(broker.Broker.BootstrapServers, "order-processor", OrderTopics);
        Assert.All(behind, end => Assert.True(committed[end.Key] <= end.Value, $"{end.Key} is committed up to {committed[end.Key]}, and only what is below {end.Value} can be durable."));

        server.Start();
        await Eventually.EqualAsync(HttpStatusCode.OK, () => ReadinessAsync(platform));
        await WorkloadChecks.AwaitAllAsync(running, 120);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: true);
        WorkloadChecks.OutputsAreInOrder(running, workload);
        await WorkloadChecks.AnalyticsAreExactAsync(running, workload, byHour: true);
        Assert.Empty(await Quarantine.ListAsync(platform));
        Assert.Equal(deadLettersBefore, await DeadLettersAsync());
        await platform.StopAsync();
    }

    private static async Task SendAsync(RunningPlatform running, IEnumerator<Orleans.Streaming.Kafka.KafkaMessage[]> messages, int chunks)
    {
        for (var i = 0; i < chunks && messages.MoveNext(); i++)
        {
            await running.Publisher.SendAsync(messages.Current);
        }
    }

    private static async Task<HttpStatusCode> ReadinessAsync(PlatformUnderTest platform)
    {
        using var answer = await platform.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task<string> ReadinessTextAsync(PlatformUnderTest platform)
    {
        using var answer = await platform.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }

    private static Task<double> RetriesAsync(PlatformUnderTest platform) => Metrics.ReadAsync(platform, "kafka_delivery_retries_total", "consumer_group=\"order-processor\"");

    private async Task<Dictionary<TopicPartition, long>> DeadLettersAsync() =>
        await Groups.EndsAsync(broker.Broker.BootstrapServers, [.. OrderTopics.Append("users.order-activity").Select(topic => topic + ".dlq")]);
}
