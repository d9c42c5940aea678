using Orleans.Streaming.Kafka.TestSilo;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>A clean hand-over while some calls outlive the drain bound.</summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class DrainBoundTests(HandOverBroker fixture)
{
    private const int SlowEntities = 20;

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Clean_WhenCallsOutliveTheDrainBound_RedeliversFromThoseOnInTheirPartitions_AndNothingElse(KafkaGroupProtocol protocol)
    {
        // Long enough for every other call.
        await using var run = await HandOverRun.StartAsync(fixture.Broker, protocol, options => HandOverRun.NobodyDies(options) with { DrainTimeout = TimeSpan.FromSeconds(5) });
        await using var second = await run.StartSiloAsync("second");
        await run.HasItsShareAsync(second);
        await run.WorksWithAsync(second);
        for (var i = 0; i < SlowEntities; i++)
        {
            run.Load.Send(run.Topics[0], $"{AppliedGrain.SlowPrefix}{i}");
        }

        await Eventually.Async(() => Slow(run.Applied).Count == SlowEntities, () => $"{Slow(run.Applied).Count} slow ones");
        var cutOff = Slow(run.Applied).FindAll(a => a.Deliverer == second.Name);
        Assert.NotEmpty(cutOff);

        second.BeginStop();
        await run.EveryPartitionGoesOnAsync();
        await File.WriteAllTextAsync(run.ReleaseFile, "");

        await second.EndStopAsync();
        var applied = await run.EndAsync(more: SlowEntities);
        // What is committed lies below the lowest that is unfinished.
        var lowest = cutOff.GroupBy(a => a.Partition).ToDictionary(p => p.Key, p => p.Min(a => a.Offset));
        Assert.All(applied.GroupBy(a => (a.Topic, a.Partition, a.Offset)), record =>
        {
            var isAgain = record.First().Deliverer == second.Name && record.Key.Topic == run.Topics[0] && record.Key.Offset >= lowest.GetValueOrDefault(record.Key.Partition, long.MaxValue);
            Assert.Equal(isAgain ? [second.Name, run.First.Name] : [record.First().Deliverer], record.Select(a => a.Deliverer));
        });
        AppliedOrder.PassesNothingOver(applied.Except(Slow(applied)), run.Load.Rounds);
    }

    private static List<Applied> Slow(List<Applied> applied) => applied.FindAll(a => a.Entity.StartsWith(AppliedGrain.SlowPrefix, StringComparison.Ordinal));
}
