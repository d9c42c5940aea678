using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Tests.Decoding.Support;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>Streams whose events Orleans' serializer writes and reads.</summary>
public sealed class OrleansSerializerTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _topic = $"thing-{Guid.NewGuid():N}";

    [Fact]
    public async Task Events_ComeAsWhatTheyAre_AndRecordsOfAnotherForm_AreDeadLetters()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);
        await using var silo = await StreamSilo.StartAsync(fixture.Broker, _topic, _topic, build: k => k.UseOrleansSerializer());
        var stream = silo.Streams.GetStream<object>(StreamId.Create(_topic, "k"));

        await stream.OnNextAsync(new Parcel(3, "fragile"));
        await silo.SendAsync(_topic, [("k", "{\"weight\":3}"), ("k", "no event"), ("k", "")]);
        await stream.OnNextAsync("text");

        await Eventually.Async(() => silo.Probe.Count == 2, () => $"{silo.Probe.Count} delivered, {silo.Status.Detail}");
        Assert.Equal(["parcel of 3, fragile", "text"], silo.Probe.TextsOf("k"));
        Assert.Equal(3, GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 3).Count(l => Encoding.UTF8.GetString(l.Message.Headers.GetLastBytes("dlq-error-type")) == "bad-orleans-event"));
    }

    [Fact]
    public async Task AnEvent_ThatJsonWouldLose_IsRejectedAtTheSend_AndNothingIsProduced()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);
        await using var silo = await StreamSilo.StartAsync(fixture.Broker, _topic, _topic);

        var problem = await Assert.ThrowsAsync<NotSupportedException>(() => silo.Streams.GetStream<Parcel>(StreamId.Create(_topic, "k")).OnNextAsync(new Parcel(3, "fragile")));

        Assert.Contains("Parcel", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, GroupReader.Ends(fixture.Broker, _topic, 1).Sum());
    }

    [Fact]
    public async Task ATypedTopic_OrAnEncoderOfOnesOwn_BesideIt_IsRejectedAtStart()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);

        var typed = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StreamSilo.StartAsync(fixture.Broker, _topic, _topic, topicBuilder: t => t.AsStream<string>(), build: k => k.UseOrleansSerializer()));
        var encoder = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StreamSilo.StartAsync(fixture.Broker, _topic, _topic, build: k => k.UseOrleansSerializer().EncodeWith<Configuration.ShoutingEncoder>()));

        Assert.Contains($"\"{_topic}\" has a decoder of its own", typed.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Configuration.ShoutingEncoder), encoder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEvent_WithoutSerializer_IsRejectedAtTheSend()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var encoder = new OrleansStreamEventEncoder(services.GetRequiredService<Serializer>());

        Assert.Contains(nameof(PlainThing), Assert.Throws<CodecNotFoundException>(() => encoder.Encode(new PlainThing("x"))).Message, StringComparison.Ordinal);
    }
}
