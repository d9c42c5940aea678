using System.Text;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Decoding;

/// <summary>Predicates on records before they are decoded, by their headers.</summary>
public sealed class RecordFilterTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private const string Kind = "kind";

    private readonly string _topic = $"explicit-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [Fact]
    public async Task KeyedDelivery_SkipsCountsAndCommitsWhatIsRefused_WithoutDecodingIt()
    {
        using var skipped = new MetricCount("kafka.messages.skipped", _topic);
        await CreateTopicsAsync();
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka
            .DecodeWith<WantedDecoder>()
            .Topic(_topic, topic => topic.DeliverTo<IProbeGrain>().Where(IsWanted)));

        await SendAsync(silo.Producer);

        await CommittedAsync(4);
        Assert.Equal(["wanted 1", "wanted 3"], silo.Probe.TextsOf("k"));
        Assert.Equal(1, skipped.Sum);
        AssertOneDeadLetter();
    }

    [Fact]
    public async Task StreamDelivery_SkipsCountsAndCommitsWhatIsRefused_AndRewindsPassItOverToo()
    {
        using var skipped = new MetricCount("kafka.messages.skipped", _topic);
        await CreateTopicsAsync();
        await using var silo = await StreamSilo.StartAsync(fixture.Broker, _group, _topic, topicBuilder: topic => topic.AsStream().DecodeWith<WantedDecoder>().Where(IsWanted));
        var stream = StreamId.Create(_topic, "k");
        await silo.Subscriber("live").Subscribe(stream);

        await SendAsync(silo.Producer);
        await silo.AwaitCommittedAsync(_group, _topic, 1, 4);
        await silo.Subscriber("late").Subscribe(stream, from: KafkaStreamSequenceToken.FromOffset(_topic, 0, 0));

        await Eventually.Async(() => silo.Probe.TextsOf("late").Count == 2, () => $"{silo.Probe.TextsOf("late").Count} delivered again");
        Assert.Equal(["wanted 1", "wanted 3"], silo.Probe.TextsOf("live"));
        Assert.Equal(["wanted 1", "wanted 3"], silo.Probe.TextsOf("late"));
        Assert.Equal(1, skipped.Sum);
        AssertOneDeadLetter();
    }

    private static bool IsWanted(KafkaRecord record) => Encoding.UTF8.GetString(record.Headers.Single(header => header.Key == Kind).Value!) == "wanted";

    private async Task CreateTopicsAsync()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);
    }

    private async Task SendAsync(IKafkaProducer producer) => await producer.SendManyAsync(
        [Message("unwanted 0", "unwanted"), Message("wanted 1", "wanted"), Message("without 2", null), Message("wanted 3", "wanted")]);

    private KafkaMessage Message(string text, string? kind) => new()
    {
        Topic = _topic,
        Key = [.. "k"u8],
        Value = Encoding.UTF8.GetBytes(text),
        Headers = kind is null ? [] : [new(Kind, Encoding.UTF8.GetBytes(kind))],
    };

    private Task CommittedAsync(long sum) => Eventually.EqualAsync(sum, () => GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, 1));

    // The record without the header, on which the predicate throws.
    private void AssertOneDeadLetter()
    {
        Assert.Equal(1, GroupReader.Ends(fixture.Broker, _topic + ".dlq", 1)[0]);
        var deadLetter = Assert.Single(GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 1));
        Assert.Equal("without 2", Encoding.UTF8.GetString(deadLetter.Message.Value!));
        Assert.Equal("filter-failed", Encoding.UTF8.GetString(deadLetter.Message.Headers.GetLastBytes(DeadLetterHeaders.ErrorType)));
    }

    /// <summary>Fails on what should never come to it.</summary>
    public sealed class WantedDecoder : IRecordDecoder
    {
        public DecodedRecord Decode(KafkaRecord record) => Encoding.UTF8.GetString(record.Value!).StartsWith("wanted", StringComparison.Ordinal)
            ? DecodedRecord.Of(record.Value!)
            : DecodedRecord.Reject("decoded", "it was decoded");
    }
}
