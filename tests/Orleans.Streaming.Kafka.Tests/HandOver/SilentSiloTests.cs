namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>A silo that stopped answering and that nobody calls dead yet.</summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class SilentSiloTests(HandOverBroker fixture)
{
    private const int Guests = 120;

    [SkippableFact]
    public async Task SilentSilo_HoldsUpItsOwnEntitiesAlone_AndNothingIsDeliveredAgainWhenItAnswers()
    {
        // Less than the calls that will hang in each partition; and neither the group nor the cluster gives the silo up.
        await using var run = await HandOverRun.StartAsync(fixture.Broker, KafkaGroupProtocol.Classic, options => options with
        {
            EntitiesInFlightMax = 2,
            SlowCallAge = TimeSpan.FromSeconds(1),
            CallTimeout = TimeSpan.FromMinutes(5),
            SessionTimeout = TimeSpan.FromMinutes(5),
            ProbeTimeout = TimeSpan.FromMinutes(2),
            BatchesPerActivation = 0,
        });
        await using var second = await run.StartSiloAsync("second");
        await run.HasItsShareAsync(second);
        await SendToGuestsAsync(run);
        var partitions = run.Applied.Where(a => IsGuest(a) && a.Silo == second.Name && a.Deliverer == run.First.Name).GroupBy(a => a.Partition)
            .Where(p => p.Count() > 2).Select(p => p.Key).ToList();
        Assert.NotEmpty(partitions);

        await second.FreezeAsync();
        for (var i = 0; i < Guests; i++)
        {
            run.Load.Send(run.Topics[0], $"guest{i}");
        }

        var now = run.Load.Rounds;
        await Eventually.Async(
            () => partitions.TrueForAll(p => run.Applied.Exists(a => !IsGuest(a) && a.Topic == run.Topics[0] && a.Partition == p && a.Number > now + 10)),
            () => $"{string.Join(", ", run.Applied.Where(a => !IsGuest(a) && a.Topic == run.Topics[0] && partitions.Contains(a.Partition)).GroupBy(a => a.Partition).Select(p => $"{p.Key}: {p.Max(a => a.Number)}"))} of {now}\n{run.First.Output}");
        Assert.True(run.Applied.Count(IsGuest) < 2 * Guests, "Nobody was held up.");
        await second.ThawAsync();

        await run.EveryPartitionGoesOnAsync();
        await Eventually.Async(() => run.Applied.Count(IsGuest) >= 2 * Guests, () => $"{run.Applied.Count(IsGuest)} events of guests");
        await second.StopAsync();
        // A guest's events are all numbered 0.
        var applied = await run.EndAsync(more: Guests, repeated: Guests);
        AppliedOrder.IsExact(applied.Where(a => !IsGuest(a)), run.Load.Rounds);
        Assert.Equal(2 * Guests, applied.Count(IsGuest));
    }

    private static bool IsGuest(Applied applied) => applied.Entity.StartsWith("guest", StringComparison.Ordinal);

    // They come when there are two silos, and so live on both.
    private static async Task SendToGuestsAsync(HandOverRun run)
    {
        for (var i = 0; i < Guests; i++)
        {
            run.Load.Send(run.Topics[0], $"guest{i}");
        }

        await Eventually.Async(() => run.Applied.Count(IsGuest) == Guests, () => $"{run.Applied.Count(IsGuest)} events of guests");
    }
}
