using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>
/// Dying at each step between a record and its commit, under load, on a real broker and PostgreSQL: state exact, outputs
/// complete, repeats only under equal ids, and none of them counted twice by the users or the figures.
/// </summary>
/// <remarks>The places are named in the code (<c>CrashPoint.Pass</c>) and exist in Debug builds alone.</remarks>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class CrashPointTests(RecoveryBroker broker)
{
    [SkippableTheory]
    [InlineData("before-write:300")]
    [InlineData("after-write:300")]
    [InlineData("before-publish:200")]
    [InlineData("after-publish:200")]
    [InlineData("before-commit:4")]
    [InlineData("after-commit:4")]
    public async Task Crash_AtThisStep_LosesNothingAndRepeatsNoEffect(string place)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var running = broker.Create(database.Settings);
        await running.Platform.StartAsync(("PLATFORM_CRASH_AT", place));
        var workload = new ShopWorkload(orders: 1_000, users: 50, RecoveryBroker.NewPrefix(), enveloped: true, cancelled: 50);

        var publishing = WorkloadChecks.PublishAsync(running, workload);
        await running.Platform.Process.WaitForKillAsync();
        await publishing;
        await running.Platform.StartAsync();

        await WorkloadChecks.AwaitAllAsync(running, 120);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: true);
        WorkloadChecks.OutputsAreInOrder(running, workload);
        await WorkloadChecks.AnalyticsAreExactAsync(running, workload, byHour: true);
        await running.Platform.StopAsync();
    }
}
