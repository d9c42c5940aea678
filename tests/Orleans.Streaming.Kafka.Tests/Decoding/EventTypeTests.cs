using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Tests.Decoding.Support;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Decoding;

/// <summary>Events that Orleans can't send to another silo: the application's fault, never the record's.</summary>
public sealed class EventTypeTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _topic = $"thing-{Guid.NewGuid():N}";

    [Fact]
    public async Task ATypedTopic_WithoutSerializer_IsRejectedAtStart_NamingTopicAndType()
    {
        await CreateTopicsAsync(partitions: 1);

        var problem = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StreamSilo.StartAsync(fixture.Broker, _topic, _topic, topicBuilder: t => t.AsStream<PlainThing>()));

        Assert.Contains($"\"{_topic}\"", problem.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(PlainThing).FullName!, problem.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateSerializer]", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "plain")]
    [InlineData(true, "box")]
    [InlineData(false, "plain")]
    [InlineData(false, "box")]
    public async Task ADecodedType_WithoutSerializer_StopsItsPartition_AndNoRecordIsADeadLetter(bool isStream, string kind)
    {
        await CreateTopicsAsync(partitions: 1);
        await using (var silo = await StreamSilo.StartAsync(fixture.Broker, _topic, _topic, topicBuilder: Deliver(isStream), build: k => k.DecodeWith<PlainThingDecoder>()))
        {
            await silo.SendAsync(_topic, [("k", $"{kind} 0"), ("k", "text 1")]);

            await Eventually.Async(() => !silo.Status.IsReady, () => $"{silo.Probe.Count} delivered, {silo.Status.Detail}");
            Assert.Contains(typeof(PlainThing).FullName!, silo.Status.Detail, StringComparison.Ordinal);
            Assert.Contains("[GenerateSerializer]", silo.Status.Detail, StringComparison.Ordinal);
            Assert.Equal(0, silo.Probe.Count);
        }

        Assert.Equal(0, GroupReader.Ends(fixture.Broker, _topic + ".dlq", 1).Sum());
        await using var mended = await StreamSilo.StartAsync(fixture.Broker, _topic, _topic, topicBuilder: Deliver(isStream));
        await Eventually.Async(() => mended.Probe.Count == 2, () => $"{mended.Probe.Count} delivered, {mended.Status.Detail}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatALaterEventHolds_WithoutSerializer_IsNoDeadLetter(bool isStream)
    {
        const int Partitions = 4;
        await CreateTopicsAsync(Partitions);
        await using var cluster = await StreamCluster.StartAsync(fixture.Broker, _topic, [_topic], silos: 2, o => o.UnclassifiedTimeMax = TimeSpan.Zero, kafka =>
        {
            kafka.Services.Configure<StreamPullingAgentOptions>(StreamSilo.Provider, o => o.MaxEventDeliveryTime = TimeSpan.FromSeconds(1));
            kafka.DecodeWith<PlainThingDecoder>().Topic(_topic, Deliver(isStream));
        });
        var keys = Enumerable.Range(0, 40).Select(i => $"k{i}").ToList();
        await cluster.SendAsync(_topic, keys.Select(k => (k, "empty")));
        await Eventually.Async(() => cluster.Probe.Count == keys.Count, () => $"{cluster.Probe.Count} delivered");

        await cluster.SendAsync(_topic, keys.Select(k => (k, "box")));

        // Those whose grain is in the other silo fail, and are tried again for as long as it takes; the others are delivered.
        await Eventually.Async(() => Failing(cluster) + cluster.Probe.Count == 2 * keys.Count, () => $"{cluster.Probe.Count} delivered, {Failing(cluster)} failing");
        Assert.True(cluster.Probe.Count < 2 * keys.Count, "All grains were in the silo that read their events.");
        Assert.Equal(0, GroupReader.Ends(fixture.Broker, _topic + ".dlq", Partitions).Sum());
    }

    private static int Failing(StreamCluster cluster) => cluster.Silos.SelectMany(s => StreamCluster.AssignmentOf(s).Partitions).Sum(p => p.Condition.Failing);

    private static Action<KafkaTopicBuilder> Deliver(bool isStream) => topic =>
    {
        _ = isStream ? topic.AsStream(s => s.OnFailure = FailurePolicy.DeadLetter) : topic.DeliverTo<IThingGrain>();
    };

    private async Task CreateTopicsAsync(int partitions)
    {
        await fixture.Broker.CreateTopicAsync(_topic, partitions);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", partitions);
    }
}
