using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Decoding.Support;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Decoding;

/// <summary>Each topic of a provider may have a decoder of its own.</summary>
public sealed class TopicDecoderTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task EachTopic_IsReadByItsOwnDecoder_OrTheProviders()
    {
        string[] topics = [$"raw-{_id}", $"typed-{_id}", $"text-{_id}", $"thing-{_id}"];
        foreach (var topic in topics)
        {
            await fixture.Broker.CreateTopicAsync(topic, 1);
            await fixture.Broker.CreateTopicAsync(topic + ".dlq", 1);
        }

        await using var silo = await StreamSilo.StartAsync(fixture.Broker, _id, topics[0], topicBuilder: t => t.DeliverTo<IThingGrain>(), build: kafka => kafka
            .Topic(topics[1], t => t.DeliverTo<IThingGrain, MeterReading>(reading => reading.Meter))
            .Topic(topics[2], t => t.DeliverTo<IThingGrain>().DecodeWith(Deserializers.Utf8))
            .Topic(topics[3], t => t.AsStream().DecodeWith<LengthDecoder>()));

        await silo.SendAsync(topics[0], [("raw", "x")]);
        await silo.SendAsync(topics[1], [("k", """{"meter":"m1","value":7}"""), ("k", "no json")]);
        await silo.SendAsync(topics[2], [("text", "ü")]);
        await silo.SendAsync(topics[3], [("length", "four")]);

        await Eventually.Async(() => silo.Probe.Count == 4, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["System.Byte[]", $"{new MeterReading("m1", 7)}", "ü", "4"], new[] { "raw", "m1", "text", "length" }.Select(key => Assert.Single(silo.Probe.TextsOf(key))));
        var letter = Assert.Single(GroupReader.ReadAll(fixture.Broker, topics[1] + ".dlq", 1));
        Assert.Equal("bad-json", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-error-type")));
    }

    [Fact]
    public async Task AKeyedTopic_OfATypeWithoutSerializer_IsRejectedAtStart()
    {
        await fixture.Broker.CreateTopicAsync(_id, 1);
        await fixture.Broker.CreateTopicAsync(_id + ".dlq", 1);

        var problem = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StreamSilo.StartAsync(fixture.Broker, _id, _id, topicBuilder: t => t.DeliverTo<IThingGrain, PlainThing>()));

        Assert.Contains(typeof(PlainThing).FullName!, problem.Message, StringComparison.Ordinal);
    }
}
