using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Volume;

/// <summary>A producer that sends every tenth event twice: the same id at a new offset.</summary>
[Trait("Needs", "RealParts")]
public sealed class DuplicateTests
{
    [SkippableFact]
    public async Task Duplicates_OfATenthOfTwoHundredThousandEvents_HaveNoEffectAndAreCountedExactly()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var database = await PostgresDatabase.CreateAsync();
        var platform = new PlatformUnderTest(broker.BootstrapServers, database.Settings);
        await using var running = new RunningPlatform(platform, broker.BootstrapServers);
        await platform.StartAsync();
        var workload = new ShopWorkload(orders: Scale.Of(40_000), users: 2_000, prefix: "d", enveloped: true);

        var duplicates = 0;
        foreach (var chunk in workload.Messages().Chunk(5_000))
        {
            var again = chunk.Where((_, index) => index % 10 == 3).ToList();
            await running.Publisher.SendAsync(chunk);
            await running.Publisher.SendAsync(again);
            duplicates += again.Count;
        }

        await WorkloadChecks.AwaitAllAsync(running, 300);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: false);
        Assert.Equal(workload.Events / 10, duplicates);
        Assert.Equal(duplicates, await Metrics.ReadAsync(platform, "platform_events_repeated_total", "entity=\"order\"", "by=\"id\""));
    }
}
