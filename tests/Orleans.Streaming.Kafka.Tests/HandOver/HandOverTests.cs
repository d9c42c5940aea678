using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;
using Xunit.Abstractions;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>
/// Two silos under load, of which the second comes and goes. Documented run: ten times; what it measures is in the output.
/// </summary>
[Collection(HandOverGroup.Name)]
public sealed class HandOverTests(HandOverBroker fixture, ITestOutputHelper output) : IDisposable
{
    private const int Partitions = 12;
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(300);

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hand-over-");
    private readonly List<string> _logs = [];

    // A tenth of ten would be one, which says nothing of coming back.
    private static int Times => Math.Max(3, TestScale.Of(10));

    private RealKafka Broker => fixture.Broker;

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Clean_LosesNothing_ReordersNothing_RedeliversNothing(KafkaGroupProtocol protocol)
    {
        var (applied, rounds) = await RunAsync(protocol, silo => silo.StopAsync());

        Assert.Equal(rounds, PerEntity(applied).Select(e => e.Count).Distinct().Single());
        Assert.All(PerEntity(applied), numbers => Assert.Equal(Enumerable.Range(0, rounds), numbers));
    }

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Kill_LosesNothing_AndReordersNothing(KafkaGroupProtocol protocol)
    {
        var (applied, rounds) = await RunAsync(protocol, silo => silo.KillAsync());

        AssertNothingPassedOver(applied, rounds);
        AssertEachSiloInOrder(applied);
    }

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Freeze_LosesNothing_AndTheSiloThatWakesHarmsNothing(KafkaGroupProtocol protocol)
    {
        var (applied, rounds) = await RunAsync(
            protocol,
            async silo =>
            {
                await silo.FreezeAsync();
                await Task.Delay(Session * 2, TimeProvider.System);
                await silo.ThawAsync();
                // It goes on for a while, as a member again, before it leaves.
                await Task.Delay(Session, TimeProvider.System);
                await silo.StopAsync();
            },
            times: 1);

        AssertNothingPassedOver(applied, rounds);
    }

    private async Task<(List<Applied> Applied, int Rounds)> RunAsync(KafkaGroupProtocol protocol, Func<SiloProcess, Task> leaveAsync, int? times = null)
    {
        await Broker.CreateTopicAsync(_topic, Partitions);
        await Broker.CreateTopicAsync(_topic + ".dlq", Partitions);
        await using var first = await StartAsync("first", protocol);
        await using var load = new Load(Broker.BootstrapServers, _topic);
        using var watch = new CancellationTokenSource();
        var committed = WatchCommitsAsync(watch.Token);
        for (var i = 0; i < (times ?? Times); i++)
        {
            await using var second = await StartAsync($"second-{i}", protocol);
            await Eventually.Async(() => Applied.Read([second.LogPath]).DistinctBy(a => a.Partition).Count() >= Partitions / 3, () => second.Output);
            var before = load.Rounds;
            await Eventually.Async(() => load.Rounds >= before + 4, () => $"{load.Rounds} rounds");
            await leaveAsync(second);
            var left = load.Rounds;
            await Eventually.Async(() => EveryPartitionGotTo(left + 2), () => $"{first.Output}");
        }

        await load.StopAsync();
        await Eventually.Async(() => Applied.Read(_logs).DistinctBy(a => (a.Entity, a.Number)).Count() == load.Sent, () => $"{Applied.Read(_logs).DistinctBy(a => (a.Entity, a.Number)).Count()} of {load.Sent}");
        await first.StopAsync();
        await watch.CancelAsync();
        Assert.Equal(load.Sent, await committed);
        var applied = Applied.Read(_logs);
        Tell(protocol, applied, load.Sent);
        return (applied, load.Rounds);
    }

    private async Task<SiloProcess> StartAsync(string name, KafkaGroupProtocol protocol)
    {
        _logs.Add(Path.Combine(_folder.FullName, name));
        return await SiloProcess.StartAsync(_folder.FullName, name, Broker.BootstrapServers, _group, _topic, protocol, Session, Heartbeat);
    }

    // Every entity is in some partition; so when all got so far, every partition did.
    private bool EveryPartitionGotTo(int round) =>
        Applied.Read(_logs).GroupBy(a => a.Partition).Count(p => p.Max(a => a.Number) >= round) == Partitions;

    // Whatever silos come, go, die and wake: no partition's committed offset goes back. The sum at the end.
    private async Task<long> WatchCommitsAsync(CancellationToken stop)
    {
        var highest = new long[Partitions];
        while (true)
        {
            var last = stop.IsCancellationRequested;
            var now = await GroupReader.CommittedAsync(Broker, _group, _topic, Partitions);
            for (var i = 0; i < Partitions; i++)
            {
                Assert.True((now[i] ?? 0) >= highest[i], $"The committed offset of partition {i} went back from {highest[i]} to {now[i]}.");
                highest[i] = now[i] ?? 0;
            }

            if (last)
            {
                return highest.Sum();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    private static IEnumerable<List<int>> PerEntity(IEnumerable<Applied> applied) =>
        applied.GroupBy(a => a.Entity).Select(e => e.Select(a => a.Number).ToList());

    // Redelivered numbers may come again; a number never comes before all below it came.
    private static void AssertNothingPassedOver(IEnumerable<Applied> applied, int rounds) => Assert.All(PerEntity(applied), numbers =>
    {
        var highest = -1;
        foreach (var number in numbers)
        {
            Assert.True(number <= highest + 1, $"{number} came after {highest}.");
            highest = Math.Max(highest, number);
        }

        Assert.Equal(rounds - 1, highest);
    });

    private static void AssertEachSiloInOrder(IEnumerable<Applied> applied) => Assert.All(
        applied.GroupBy(a => (a.Silo, a.Entity)),
        entity => Assert.All(entity.Zip(entity.Skip(1)), pair => Assert.True(pair.First.Number < pair.Second.Number, $"{pair.Second} came after {pair.First}.")));

    private void Tell(KafkaGroupProtocol protocol, List<Applied> applied, int sent)
    {
        var standstills = Applied.Standstills(applied);
        string At(double share) => $"{standstills[(int)Math.Min(standstills.Count - 1, share * standstills.Count)].TotalMilliseconds:F0}";
        output.WriteLine(
            $"MEASURED {protocol}: {sent} events, {applied.Count - sent} redelivered; {standstills.Count} changes of owner, standing still (ms): " +
            $"min {At(0)}, p50 {At(0.5)}, p90 {At(0.9)}, p99 {At(0.99)}, max {At(1)}");
    }
}
