using Shop.EndToEnd.Tests.Recovery;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Volume;

/// <summary>A build whose rules fail on one event of each thousandth order, and the build that mends it.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class PoisonTests(RecoveryBroker broker)
{
    private const int RoundsBefore = 200;

    // Not without end: what comes faster than it is redriven keeps an entity in quarantine.
    private const int RoundsMeanwhile = 100;

    [SkippableFact]
    public async Task Poison_InOneOfAThousandOrders_StopsThoseAlone_AndTheMendedBuildsRedriveMakesAllExactAndInOrder()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create(database.Settings);
        var platform = running.Platform;
        var workload = new ShopWorkload(Scale.Of(40_000), users: 2_000, RecoveryBroker.NewPrefix(), enveloped: true)
        {
            // Each of the five events in turn.
            BadStep = order => IsPoisoned(order) ? order / 1_000 % 5 : null,
        };
        var poisoned = Enumerable.Range(0, workload.Orders).Where(IsPoisoned).ToList();
        var later = new LaterEvents(workload, poisoned);

        await platform.StartAsync(("PLATFORM_DEFECT_AT", "order-rules:-bad"));
        await WorkloadChecks.PublishAsync(running, workload);
        // Topics have no order between them: a cancellation must not overtake the updates that count.
        await WorkloadChecks.AwaitAllAsync(running, 300);
        for (var i = 0; i < RoundsBefore; i++)
        {
            await running.Publisher.SendAsync(later.NextRound());
        }

        await WorkloadChecks.AwaitAllAsync(running, 300);
        Assert.Equal(poisoned.Select(workload.OrderId).Order(StringComparer.Ordinal), (await Quarantine.OrdersAsync(platform)).Where(workload.IsMine));
        var errorType = Assert.Single((await Quarantine.ListAsync(platform)).Select(entity => (string)entity["errorType"]!).Distinct());
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload, IsPoisoned);
        WorkloadChecks.OutputsAreInOrder(running, workload, IsPoisoned);
        await platform.StopAsync();

        await platform.StartAsync();
        var redriving = Quarantine.RedriveAllAsync(platform, errorType);
        await PublishUntilAsync(redriving, running, later);
        var parked = await redriving;
        await Quarantine.AwaitNoneAsync(platform, 120);

        await WorkloadChecks.AwaitAllAsync(running, 120);
        // Some of what arrived meanwhile was parked behind.
        var redriven = await Metrics.ReadAsync(platform, "platform_events_redriven_total", "entity=\"order\"");
        Assert.True(redriven > parked, $"{redriven} events were redriven, and {parked} were parked when the redrive began.");
        Assert.Empty(await Quarantine.ListAsync(platform));
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload, IsPoisoned);
        await later.AreExactAsync(running);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: false, more: later.Outputs);
        await platform.StopAsync();
    }

    private static bool IsPoisoned(int order) => order % 1_000 == 7;

    // While the redrive is begun, and on while it runs.
    private static async Task PublishUntilAsync(Task redriving, RunningPlatform running, LaterEvents later)
    {
        for (var after = 0; after < RoundsMeanwhile; after += redriving.IsCompleted ? 1 : 0)
        {
            await running.Publisher.SendAsync(later.NextRound());
        }
    }
}
