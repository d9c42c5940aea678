using System.Text;
using Orleans.Streaming.Kafka.Tests.Decoding.Support;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Decoding;

/// <summary>Deserializers that ask a server.</summary>
public sealed class AsyncDecoderTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _topic = $"explicit-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";
    private readonly RemoteDeserializer _remote = new();

    [Fact]
    public async Task KeyedDelivery_WaitsForAServerThatIsAway_KeepsTheOrder_AndDeadLettersWhatItRejects()
    {
        await CreateTopicsAsync();
        await using var silo = await StreamSilo.StartAsync(fixture.Broker, _group, _topic, topicBuilder: topic => topic.DeliverTo<IThingGrain>().DecodeWith(_remote));
        await silo.SendAsync(_topic, Records(0, 100));
        await Eventually.Async(() => silo.Probe.Count == 100, () => $"{silo.Probe.Count} delivered");

        _remote.IsAway = true;
        await silo.SendAsync(_topic, Records(100, 50).Append(("k", "unknown schema")).Append(("k", "bad")).Concat(Records(150, 50)));
        await Eventually.Async(() => silo.Status.Degraded?.Contains("wait to be decoded from offset 100 on", StringComparison.Ordinal) == true, () => silo.Status.Degraded ?? "not degraded");
        var (delivered, deadLetters) = (silo.Probe.Count, GroupReader.Ends(fixture.Broker, _topic + ".dlq", 1)[0]);
        _remote.IsAway = false;

        await silo.AwaitCommittedAsync(_group, _topic, 1, 202);
        Assert.Equal((100, 0), (delivered, deadLetters));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), silo.Probe.TextsOf("k"));
        Assert.Equal(["bad", "unknown schema"], GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 2).Select(r => Encoding.UTF8.GetString(r.Message.Value!)).Order(StringComparer.Ordinal));
        Assert.Null(silo.Status.Degraded);
    }

    [Fact]
    public async Task StreamDelivery_DecodesAhead_AndOnceMoreForARewind()
    {
        await CreateTopicsAsync();
        await using var silo = await StreamSilo.StartAsync(fixture.Broker, _group, _topic, topicBuilder: topic => topic.AsStream().DecodeWith(_remote));
        var stream = StreamId.Create(_topic, "k");
        await silo.Subscriber("live").Subscribe(stream);

        await silo.SendAsync(_topic, Records(0, 50));
        await silo.AwaitCommittedAsync(_group, _topic, 1, 50);
        await silo.Subscriber("late").Subscribe(stream, from: KafkaStreamSequenceToken.FromOffset(_topic, 0, 10));

        await Eventually.Async(() => silo.Probe.TextsOf("late").Count == 40, () => $"{silo.Probe.TextsOf("late").Count} delivered again");
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), silo.Probe.TextsOf("live"));
        Assert.Equal(Enumerable.Range(10, 40).Select(i => $"{i}"), silo.Probe.TextsOf("late"));
    }

    private static IEnumerable<(string Key, string Text)> Records(int from, int count) => Enumerable.Range(from, count).Select(i => ("k", $"{i}"));

    private async Task CreateTopicsAsync()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);
    }
}
