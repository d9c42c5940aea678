using Platform.EndToEnd.Tests.Support;
using Platform.EndToEnd.Tests.Volume;

namespace Platform.EndToEnd.Tests.Recovery;

/// <summary>
/// Dying at each step between a record and its commit, under load, on a real broker and PostgreSQL: state exact, outputs
/// complete, repeats only under equal ids, and none of them counted twice by the users.
/// </summary>
/// <remarks>The places are named in the code (<c>CrashPoint.Pass</c>) and exist in Debug builds alone.</remarks>
public sealed class CrashPointTests
{
    private const int KilledExitCode = 128 + 9;

    [SkippableTheory]
    [InlineData("before-write:300")]
    [InlineData("after-write:300")]
    [InlineData("before-publish:200")]
    [InlineData("after-publish:200")]
    [InlineData("before-commit:4")]
    [InlineData("after-commit:4")]
    public async Task Crash_AtThisStep_LosesNothingAndRepeatsNoEffect(string place)
    {
        await using var broker = await RealBroker.StartAsync();
        await using var database = await PostgresDatabase.CreateAsync();
        await using var platform = new PlatformUnderTest(
            broker.BootstrapServers,
            [.. database.Settings, ("Platform__Kafka__SessionTimeout", "00:00:06"), ("Platform__Kafka__HeartbeatInterval", "00:00:01")]);
        await platform.StartAsync(("PLATFORM_CRASH_AT", place));
        await using var running = new RunningPlatform(platform, broker.BootstrapServers);
        var workload = new ShopWorkload(orders: 1_000, users: 50, prefix: "c");

        var publishing = WorkloadChecks.PublishAsync(running, workload);
        Assert.Equal(KilledExitCode, await platform.Process.WaitForExitAsync(120));
        await publishing;
        await platform.StartAsync();

        await WorkloadChecks.AwaitAllAsync(running, 120);
        await WorkloadChecks.EveryTotalIsExactAsync(running, workload);
        WorkloadChecks.OutputsAreComplete(running, workload, repeatsAllowed: true);
        WorkloadChecks.OutputsAreInOrder(running);
    }
}
