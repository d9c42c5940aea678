using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

// What records have and plain events do not: headers, times, tombstones, and namespaces that are not their topic.
public abstract partial class StreamDeliveryBehaviour
{
    [SkippableFact]
    public async Task HeadersTimestampsAndTombstones_GoFromProducersToSubscribers_ThatWantThem()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.DeliversTombstones = true);
        using var client = await StartClientAsync(silo);
        var id = StreamId.Create(ExplicitTopic, "k");
        var provider = client.Services.GetRequiredService<IClusterClient>().GetStreamProvider(StreamSilo.Provider);
        var records = new ConcurrentQueue<KafkaEvent<Order>>();
        await provider.GetStream<KafkaEvent<Order>>(id).SubscribeAsync((record, _) =>
        {
            records.Enqueue(record);
            return Task.CompletedTask;
        });
        await silo.Subscriber("text").Subscribe(id);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()).AddMinutes(-5);

        await provider.GetStream<KafkaEvent<Order>>(id).OnNextBatchAsync(
        [
            new KafkaEvent<Order> { Value = new Order("a", 1), Headers = [new("tenant", "x"u8.ToArray()), new("tenant", null)], Timestamp = at },
            new KafkaEvent<Order> { IsTombstone = true },
        ]);
        await silo.SendAsync(ExplicitTopic, [("k", """{"id":"b","number":2}""")]);

        await Eventually.Async(() => records.Count == 3 && silo.Probe.Count == 2, () => $"{records.Count} and {silo.Probe.Count} delivered");
        var all = records.ToArray();
        Assert.Equal((new Order("a", 1), false, at, "k"), (all[0].Value!, all[0].IsTombstone, all[0].Timestamp!.Value, all[0].Key));
        Assert.Equal([("tenant", "x"), ("tenant", null)], all[0].Headers.Where(h => h.Key == "tenant").Select(h => (h.Key, h.Value is null ? null : Encoding.UTF8.GetString(h.Value))));
        Assert.Equal((null, true), (all[1].Value, all[1].IsTombstone));
        Assert.Equal((new Order("b", 2), ExplicitTopic, 2L), (all[2].Value!, all[2].Position!.Value.Topic, all[2].Position!.Value.Offset));
        Assert.Equal(["""{"id":"a","number":1}""", """{"id":"b","number":2}"""], silo.Probe.TextsOf("text"));
        var stored = GroupReader.ReadAll(Broker, ExplicitTopic, 3);
        Assert.Equal([false, true, false], stored.OrderBy(r => r.Offset.Value).Select(r => r.Message.Value is null));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 3);
        await client.StopAsync();
    }

    [SkippableFact]
    public async Task Namespaces_MayHaveSeveralTopics_AndATopicSeveralNamespaces()
    {
        var (archive, events) = ($"archive-{_id}", $"events-{_id}");
        await CreateTopicsAsync(ExplicitTopic);
        await CreateTopicsAsync(archive);
        await CreateTopicsAsync(events);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, build: kafka => kafka
            .Topic(archive, topic => topic.AsStream(o => o.Namespace = ExplicitTopic))
            .Topic(events, topic => topic.AsStream(o => o.NamespaceHeader = "namespace")));
        using var client = await StartClientAsync(silo, o => (o.OtherNamespacesTopic, o.OtherNamespacesHeader) = (events, "namespace"));
        StreamId[] streams = [StreamId.Create(ExplicitTopic, "k"), StreamId.Create("invoices", "k"), StreamId.Create("letters", "k"), StreamId.Create(default, "k"u8), StreamId.Create(events, "k")];
        var names = new[] { "both", "invoices", "letters", "none", "own" };
        foreach (var (stream, name) in streams.Zip(names))
        {
            await silo.Subscriber(name).Subscribe(stream);
        }

        await silo.SendAsync(archive, [("k", "old")]);
        await silo.Subscriber("producer").Produce(streams[0], ["new"]);
        await silo.Subscriber("producer").Produce(streams[1], ["1"]);
        await client.Services.GetRequiredService<IClusterClient>().GetStreamProvider(StreamSilo.Provider).GetStream<string>(streams[2]).OnNextAsync("2");
        await silo.Subscriber("producer").Produce(streams[3], ["3"]);
        await silo.SendAsync(events, [("k", "4")]);

        await Eventually.Async(() => silo.Probe.Count == 6, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["new", "old"], silo.Probe.TextsOf("both").Order(StringComparer.Ordinal));
        Assert.Equal(["1", "2", "3", "4"], names[1..].Select(name => Assert.Single(silo.Probe.TextsOf(name))));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 1);
        await silo.AwaitCommittedAsync(Group, archive, Partitions, 1);
        await silo.AwaitCommittedAsync(Group, events, Partitions, 4);
        await client.StopAsync();
    }
}
