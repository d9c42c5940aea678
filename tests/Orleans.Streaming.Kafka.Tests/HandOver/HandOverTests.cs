using Orleans.Streaming.Kafka.Tests.Support;
using Xunit.Abstractions;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>
/// Two silos of one cluster under load, of which the second comes and goes, while grains live on either and move. Documented
/// run: ten times; what it measures is in the output.
/// </summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class HandOverTests(HandOverBroker fixture, ITestOutputHelper output)
{
    // A tenth of ten would be one, which says nothing of coming back.
    private static int Times => Math.Max(2, TestScale.Of(10));

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Clean_LosesNothing_ReordersNothing_RedeliversNothing(KafkaGroupProtocol protocol)
    {
        await using var run = await HandOverRun.StartAsync(fixture.Broker, protocol, HandOverRun.NobodyDies);

        await ComeAndGoAsync(run, silo => silo.StopAsync());

        var applied = await run.EndAsync();
        Tell(protocol, "clean", applied, run.Load.Sent);
        AppliedOrder.IsExact(applied, run.Load.Rounds);
    }

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Kill_LosesNothing_AndReordersNothing(KafkaGroupProtocol protocol)
    {
        await using var run = await HandOverRun.StartAsync(fixture.Broker, protocol);

        await ComeAndGoAsync(run, silo => silo.KillAsync());

        var applied = await run.EndAsync();
        Tell(protocol, "kill", applied, run.Load.Sent);
        AppliedOrder.PassesNothingOver(applied, run.Load.Rounds);
        AppliedOrder.OfEachDelivererIsKept(applied, mayRepeat: true);
    }

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Freeze_WhenTheClusterCallsTheSiloDead_LosesNothing_AndItEndsWhenItWakes(KafkaGroupProtocol protocol)
    {
        await using var run = await HandOverRun.StartAsync(fixture.Broker, protocol);
        await using var second = await run.StartSiloAsync("second-0");
        await run.HasItsShareAsync(second);
        await run.WorksWithAsync(second);
        await run.GoesOnAsync(4);

        await second.FreezeAsync();
        await run.EveryPartitionGoesOnAsync();
        // Which its partitions' new owner does not need to be: the cluster may take longer to call it dead than the group.
        await run.EveryEntityGoesOnAsync();
        await second.ThawAsync();

        // Others have its grains by now: it must not go on with them.
        Assert.NotEqual(0, await second.ExitAsync());
        await run.EveryPartitionGoesOnAsync();
        var applied = await run.EndAsync();
        AppliedOrder.PassesNothingOver(applied, run.Load.Rounds);
        AppliedOrder.OfEachDelivererIsKept(applied, mayRepeat: true);
    }

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Freeze_OfASiloOfAnotherCluster_LosesNothing_AndItHarmsNothingAsAMemberAgain(KafkaGroupProtocol protocol)
    {
        await using var run = await HandOverRun.StartAsync(fixture.Broker, protocol);
        await using var second = await run.StartSiloAsync("second-0", options => options with { PrimaryPort = options.SiloPort });
        await run.HasItsShareAsync(second);
        await run.GoesOnAsync(4);

        await second.FreezeAsync();
        await run.EveryPartitionGoesOnAsync();
        var thawedAt = run.Load.Rounds;
        await second.ThawAsync();

        // From where the first one had come, and so as a member again: what it had before it lost long ago.
        await Eventually.Async(
            () => run.Applied.Where(a => a.Deliverer == second.Name && a.Number > thawedAt).DistinctBy(a => (a.Topic, a.Partition)).Count() >= HandOverRun.Partitions / 3,
            () => second.Output);
        await run.EveryPartitionGoesOnAsync();
        await second.StopAsync();
        var applied = await run.EndAsync();
        AppliedOrder.PassesNothingOver(applied, run.Load.Rounds);
        AppliedOrder.OfEachDelivererIsKept(applied, mayRepeat: false);
    }

    private static async Task ComeAndGoAsync(HandOverRun run, Func<SiloProcess, Task> leaveAsync)
    {
        for (var i = 0; i < Times; i++)
        {
            await using var second = await run.StartSiloAsync($"second-{i}");
            await run.HasItsShareAsync(second);
            await run.WorksWithAsync(second);
            await run.GoesOnAsync(4);
            await leaveAsync(second);
            await run.EveryPartitionGoesOnAsync();
        }
    }

    private void Tell(KafkaGroupProtocol protocol, string how, List<Applied> applied, int sent)
    {
        var standstills = Applied.Standstills(applied);
        string At(double share) => $"{standstills[(int)Math.Min(standstills.Count - 1, share * standstills.Count)].TotalMilliseconds:F0}";
        output.WriteLine(
            $"MEASURED {protocol}, {how}: {sent} events, {applied.Count - sent} redelivered; {standstills.Count} changes of owner, standing still (ms): " +
            $"min {At(0)}, p50 {At(0.5)}, p90 {At(0.9)}, p99 {At(0.99)}, max {At(1)}");
    }
}
