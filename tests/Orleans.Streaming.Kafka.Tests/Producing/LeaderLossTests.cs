using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>
/// Three brokers, and a silo that consumes what is produced: one broker is killed that leads partitions, comes back, and then
/// the one that coordinates the silo's group is killed.
/// </summary>
[Trait("Needs", "RealParts")]
public sealed class LeaderLossTests
{
    private const string Topic = "survives";
    private const string Group = "survivors";
    private const int Partitions = 6;

    private readonly ConcurrentDictionary<string, int> _latest = new(StringComparer.Ordinal);

    [SkippableFact]
    public async Task LeaderAndCoordinator_KilledUnderLoad_LoseNothingAndReorderNothing_FromProducerToGrain()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var brokers = await RealKafka.StartAsync(new RealKafkaOptions { Brokers = 3, StartTimeout = TimeSpan.FromMinutes(3) });
        var replicated = new Dictionary<string, string> { ["min.insync.replicas"] = "2" };
        await brokers.CreateTopicAsync(Topic, Partitions, 3, replicated);
        await brokers.CreateTopicAsync(Topic + ".dlq", Partitions, 3, replicated);
        using var test = new TestProducer(brokers, o => o.QueueRecordsMax = 2_000);
        await using var silo = await KafkaSilo.StartAsync(brokers, Group, [Topic]);
        silo.Probe.BeforeAsync = (key, batch) =>
        {
            _latest[key] = NumberOf((byte[])batch.Events[^1].Value);
            return Task.CompletedTask;
        };
        await using var load = new OrderedLoad(test.Producer, Topic);
        await EveryKeyReachesAsync(silo, load, TestScale.Of(1_000));

        var coordinator = await CoordinatorAsync(brokers);
        var leader = Leaders(brokers).First(broker => broker != coordinator);
        brokers.KillBroker(leader);
        await Eventually.Async(() => load.Open > 0, () => "nothing is under way");
        await EveryKeyReachesAsync(silo, load, 10);
        await brokers.StartBrokerAsync(leader);
        brokers.KillBroker(await CoordinatorAsync(brokers));
        await Eventually.Async(() => load.Open > 0, () => "nothing is under way");
        await EveryKeyReachesAsync(silo, load, TestScale.Of(1_000));

        var sent = await load.StopAsync();
        await Eventually.Async(() => sent.All(key => _latest.GetValueOrDefault(key.Key, -1) == key.Value - 1), () => silo.Status.Detail, seconds: 120);
        var stored = GroupReader.ReadAll(brokers, Topic, sent.Values.Sum(), seconds: 60).GroupBy(r => Encoding.UTF8.GetString(r.Message.Key!)).ToDictionary(k => k.Key, k => k.OrderBy(r => r.Offset.Value).Select(r => NumberOf(r.Message.Value!)));
        Assert.All(sent, key =>
        {
            Assert.Equal(Enumerable.Range(0, key.Value), stored[key.Key]);
            Assert.Equal(Enumerable.Range(0, key.Value), InOrder(silo.Probe.TextsOf(key.Key)));
        });
        await CommittedAsync(brokers, sent.Values.Sum());
    }

    // Numbers may come again; none comes before all below it came.
    private static List<int> InOrder(IReadOnlyList<string> texts)
    {
        var next = 0;
        var first = new List<int>();
        foreach (var number in texts.Select(t => int.Parse(t, CultureInfo.InvariantCulture)))
        {
            Assert.True(number <= next, $"{number} came before {next}.");
            if (number == next)
            {
                first.Add(next++);
            }
        }

        return first;
    }

    private static int NumberOf(byte[] value) => int.Parse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture);

    private static async Task<int> CoordinatorAsync(RealKafka brokers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers.BootstrapServers }).Build();
        var response = await admin.DescribeConsumerGroupsAsync([Group]);
        return response.ConsumerGroupDescriptions[0].Coordinator.Id;
    }

    private static List<int> Leaders(RealKafka brokers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers.BootstrapServers }).Build();
        return [.. admin.GetMetadata(Topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Select(p => p.Leader).Distinct()];
    }

    private static async Task CommittedAsync(RealKafka brokers, long expected)
    {
        var committed = 0L;
        for (var i = 0; i < 600 && committed != expected; i++)
        {
            committed = await GroupReader.CommittedSumAsync(brokers, Group, Topic, Partitions);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        Assert.Equal(expected, committed);
    }

    // Every key is in some partition; so when all of them go on, every partition does.
    private async Task EveryKeyReachesAsync(KafkaSilo silo, OrderedLoad load, int rounds)
    {
        var wanted = load.Round + rounds;
        await Eventually.Async(
            () => _latest.Count == OrderedLoad.Keys && _latest.Values.All(number => number >= wanted),
            () => $"{(_latest.IsEmpty ? -1 : _latest.Values.Min())} of {wanted}; {load.Open} sends open; {silo.Status.Detail}",
            seconds: 120);
    }
}
