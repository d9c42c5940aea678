using Confluent.Kafka;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>Reads activate grains, and publish nothing.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class ReadTests(RecoveryBroker broker)
{
    private static readonly string[] OutputTopics = ["users.order-activity", "notifications"];
    private static readonly (string Name, string Value) WithoutOrders = ("Platform__Groups__orders__Enabled", "false");

    [SkippableFact]
    public async Task Reads_OfEveryOrderAfterAllWereDeactivated_PublishNothing_NotEvenOutputsThatAreStillToCome()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create(database.Settings);
        var platform = running.Platform;
        await platform.StartAsync(("PLATFORM_CRASH_AT", "before-publish:400"));
        var workload = new ShopWorkload(orders: 500, users: 50, RecoveryBroker.NewPrefix(), enveloped: true);
        await WorkloadChecks.PublishAsync(running, workload);
        await platform.Process.WaitForKillAsync();
        var ends = await SettledEndsAsync();

        // Nothing is delivered, so whatever is published now is published by a read.
        for (var life = 0; life < 2; life++)
        {
            await platform.StartAsync(WithoutOrders);
            Assert.NotEqual(0, await ReadAllAsync(platform, workload));
            await platform.StopAsync();
            Assert.Equal(ends, await EndsAsync());
        }

        // There was something to come.
        await platform.StartAsync();
        await WorkloadChecks.AwaitAllAsync(running, 120);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: true);
        await platform.StopAsync();
        ends = await EndsAsync();
        await platform.StartAsync();
        Assert.Equal(workload.Orders, await ReadAllAsync(platform, workload));
        await platform.StopAsync();
        Assert.Equal(ends, await EndsAsync());
    }

    private static async Task<int> ReadAllAsync(PlatformUnderTest platform, ShopWorkload workload)
    {
        var found = 0;
        await Parallel.ForAsync(0, workload.Orders, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (order, _) =>
        {
            if (await platform.GetAsync($"/orders/{workload.OrderId(order)}") is not null)
            {
                Interlocked.Increment(ref found);
            }
        });
        return found;
    }

    // What a killed process had sent may still be on its way to the log.
    private async Task<Dictionary<TopicPartition, long>> SettledEndsAsync()
    {
        Dictionary<TopicPartition, long> before;
        var now = await EndsAsync();
        do
        {
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            now = await EndsAsync();
        }
        while (before.Any(end => now[end.Key] != end.Value));
        return now;
    }

    private Task<Dictionary<TopicPartition, long>> EndsAsync() => Groups.EndsAsync(broker.Broker.BootstrapServers, OutputTopics);
}
