using System.Globalization;
using System.Text;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>Streams whose partitions move between the silos of one cluster.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class ClusterStreamTests(RealBrokerFixture fixture)
{
    private const int Partitions = 8;
    private const int Streams = 40;

    private readonly string _id = Guid.NewGuid().ToString("N");

    private string Implicit => $"implicit-{_id}";

    private string Explicit => $"explicit-{_id}";

    private string Group => $"g-{_id}";

    [SkippableFact]
    public async Task SilosThatComeStopAndDie_UnderLoad_LoseNoEvent_AndKeepTheOrderOfEachStream()
    {
        await fixture.Broker.CreateTopicAsync(Implicit, Partitions);
        await fixture.Broker.CreateTopicAsync(Explicit, Partitions);
        await using var cluster = await StreamCluster.StartAsync(fixture.Broker, Group, [Implicit, Explicit], silos: 2);
        cluster.Probe.BeforeAsync = static (_, _) => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(3)), TimeProvider.System);
        for (var k = 0; k < Streams; k++)
        {
            await cluster.Subscriber($"explicit-k{k}").Subscribe(StreamId.Create(Explicit, $"k{k}"));
        }

        var sent = 0;
        using var enough = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var from = sent;
                await Task.WhenAll(new[] { Implicit, Explicit }.Select(topic => cluster.SendAsync(topic, Enumerable.Range(from, Streams).Select(i => ($"k{i % Streams}", $"{i}")))));
                Volatile.Write(ref sent, from + Streams);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        });
        var (first, second) = (cluster.Silos[0], cluster.Silos[1]);
        await DeliveredMoreAsync(cluster, 1_000);
        await cluster.StopAsync(second);
        await DeliveredMoreAsync(cluster, 1_000);
        await cluster.AddSiloAsync();
        await DeliveredMoreAsync(cluster, 1_000);
        await cluster.KillAsync(first);
        await DeliveredMoreAsync(cluster, 1_000);
        await enough.CancelAsync();
        await load;

        await cluster.AwaitCommittedAsync(Group, Implicit, Partitions, sent);
        await cluster.AwaitCommittedAsync(Group, Explicit, Partitions, sent);
        for (var k = 0; k < Streams; k++)
        {
            var all = Enumerable.Range(0, sent / Streams).Select(i => (i * Streams) + k).ToList();
            // What is repeated comes again from where the committed offset stood: first deliveries are in order.
            Assert.Equal(all, FirstDeliveries(cluster.Probe, $"k{k}"));
            Assert.Equal(all, FirstDeliveries(cluster.Probe, $"explicit-k{k}"));
        }
    }

    [SkippableFact]
    public async Task ARevokedPartition_IsCommittedWhereItsDeliveryStood_SoThatItsNextOwnerRepeatsNothing()
    {
        await fixture.Broker.CreateTopicAsync(Implicit, Partitions);
        await using var cluster = await StreamCluster.StartAsync(fixture.Broker, Group, [Implicit], silos: 1, o => (o.CommitInterval, o.DrainTimeout) = (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)));
        // A stream per partition: an offset can say exactly how far it came.
        var keys = Enumerable.Range(0, 1_000).Select(i => $"k{i}").DistinctBy(PartitionOf).Take(Partitions).ToList();
        cluster.Probe.BeforeAsync = static (_, _) => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        using var enough = new CancellationTokenSource();
        var sent = 0;
        var load = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var text = $"{sent}";
                await cluster.SendAsync(Implicit, keys.Select(k => (k, text)));
                Volatile.Write(ref sent, sent + 1);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        });
        await DeliveredMoreAsync(cluster, 400);

        await cluster.AddSiloAsync();
        await DeliveredMoreAsync(cluster, 400);
        await enough.CancelAsync();
        await load;

        await Eventually.Async(() => cluster.Probe.DistinctCount == sent * Partitions, () => $"{cluster.Probe.DistinctCount} of {sent * Partitions} delivered", seconds: 120);
        Assert.Equal(Partitions, cluster.Probe.Subscribers.Count);
        Assert.All(cluster.Probe.Subscribers, k => Assert.Equal(Enumerable.Range(0, sent).Select(i => $"{i}"), cluster.Probe.TextsOf(k)));
    }

    [SkippableFact]
    public async Task ARewind_GoesOnWithTheNextOwnerOfItsPartition_BehindWhatWasDelivered()
    {
        await fixture.Broker.CreateTopicAsync(Explicit, Partitions);
        await using var cluster = await StreamCluster.StartAsync(fixture.Broker, Group, [Explicit], silos: 2);
        await cluster.SendAsync(Explicit, Enumerable.Range(0, 2_000).Select(i => ("k", $"{i}")));
        await cluster.AwaitCommittedAsync(Group, Explicit, Partitions, 2_000);
        var owner = cluster.OwnerOf(Explicit, PartitionOf("k"));
        var survivor = cluster.Silos.Single(s => s != owner);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Probe.BeforeAsync = (_, text) =>
        {
            if (text != "700")
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return goOn.Task;
        };
        var subscriber = await cluster.SubscriberOnAsync("s", survivor);
        await subscriber.Subscribe(StreamId.Create(Explicit, "k"), KafkaStreamSequenceToken.FromOffset(Explicit, PartitionOf("k"), 0));
        await cluster.SendAsync(Explicit, [("k", "2000")]);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var stopping = cluster.StopAsync(owner);
        goOn.SetResult();
        await stopping;
        // The new owner's agent knows of the stream by its next event.
        await cluster.SendAsync(Explicit, [("k", "2001")]);

        await Eventually.Async(() => cluster.Probe.DistinctCount == 2_002, () => $"{cluster.Probe.DistinctCount} delivered", seconds: 120);
        Assert.Equal(Enumerable.Range(0, 2_002).Select(i => $"{i}"), cluster.Probe.TextsOf("s"));
    }

    private static int PartitionOf(string key) => Murmur2.PartitionOf(Encoding.UTF8.GetBytes(key), Partitions);

    private static List<int> FirstDeliveries(StreamProbe probe, string subscriber) =>
        [.. probe.TextsOf(subscriber).Distinct().Select(t => int.Parse(t, CultureInfo.InvariantCulture))];

    private static Task DeliveredMoreAsync(StreamCluster cluster, int count)
    {
        var before = cluster.Probe.Count;
        return Eventually.Async(() => cluster.Probe.Count >= before + count, () => $"{cluster.Probe.Count - before} delivered", seconds: 120);
    }
}
