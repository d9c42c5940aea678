using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Volume;

[Trait("Needs", "RealParts")]
public sealed class VolumeTests
{
    [SkippableFact]
    public async Task TwoHundredThousandEvents_OnARealBroker_LeaveEveryTotalExactAndEveryOutputOnce()
    {
        await using var broker = await RealBroker.StartAsync();
        var platform = new PlatformUnderTest(broker.BootstrapServers);
        await platform.StartAsync();
        await using var running = new RunningPlatform(platform, broker.BootstrapServers);
        var workload = new ShopWorkload(orders: 40_000, users: 2_000, prefix: "v");

        await WorkloadChecks.PublishAsync(running, workload);
        await WorkloadChecks.AwaitAllAsync(running, 300);

        Assert.Equal(200_000, workload.Events);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: false);
        WorkloadChecks.OutputsAreInOrder(running, workload);
        await WorkloadChecks.AnalyticsAreExactAsync(running, workload, byHour: false);
    }
}
