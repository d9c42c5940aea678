using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>A database that is behind what its groups have committed: restored from a copy, or empty.</summary>
[Trait("Needs", "RealParts")]
public sealed class LostWritesTests
{
    [SkippableFact]
    public async Task Start_WhenTheDatabaseIsAnOlderCopy_ReadsAgainWhatItHasLost()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var original = await PostgresDatabase.CreateAsync();
        await using var running = new RunningPlatform(new PlatformUnderTest(broker.BootstrapServers, original.Settings), broker.BootstrapServers);
        await running.Platform.StartAsync();
        var workload = new ShopWorkload(orders: 600, users: 20, prefix: "l", enveloped: true);
        var messages = workload.Messages().ToArray();
        await running.Publisher.SendAsync([.. messages.Take(1_000)]);
        await WorkloadChecks.AwaitAllAsync(running, 60);
        await running.Platform.StopAsync();
        await using var copy = await original.CopyAsync();

        await running.Platform.StartAsync();
        await running.Publisher.SendAsync([.. messages.Skip(1_000)]);
        await WorkloadChecks.AwaitAllAsync(running, 60);
        await running.Platform.StopAsync();
        await running.Platform.StartAsync(copy.Settings);

        Assert.Contains("it has lost what", running.Platform.Process.Output, StringComparison.Ordinal);
        await WorkloadChecks.AwaitAllAsync(running, 60);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        await running.Platform.StopAsync();
    }

    [SkippableFact]
    public async Task Start_WhenTheDatabaseIsEmptyBesideCommittedOffsets_SaysSo()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var original = await PostgresDatabase.CreateAsync();
        await using var empty = await PostgresDatabase.CreateAsync();
        await using var running = new RunningPlatform(new PlatformUnderTest(broker.BootstrapServers, original.Settings), broker.BootstrapServers);
        await running.Platform.StartAsync();
        Assert.DoesNotContain("has no position of group", running.Platform.Process.Output, StringComparison.Ordinal);
        await running.Publisher.SendAsync([.. new ShopWorkload(orders: 50, users: 5, prefix: "m").Messages()]);
        await WorkloadChecks.AwaitAllAsync(running, 60);
        await running.Platform.StopAsync();

        await running.Platform.StartAsync(empty.Settings);

        Assert.Contains("has no position of group \"order-processor\"", running.Platform.Process.Output, StringComparison.Ordinal);
        await running.Platform.StopAsync();
    }
}
