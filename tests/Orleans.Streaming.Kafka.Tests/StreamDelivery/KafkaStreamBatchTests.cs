namespace Orleans.Streaming.Kafka.Tests.Streams;

public sealed class KafkaStreamBatchTests
{
    [Fact]
    public void ABatch_CarriesItsLastRecordsToken_SoThatResumingBehindItSkipsNothing()
    {
        KafkaStreamSequenceToken[] tokens = [Token(3), Token(4), Token(8)];

        var batch = new KafkaStreamBatch(StreamId.Create("t", "k"), ["a", "b", "c"], tokens, new StreamEventMetadata[3], TokenOrigin.Delivery, []);

        Assert.Equal(8, batch.SequenceToken.SequenceNumber);
        Assert.Equal(tokens, batch.GetEvents<string>().Select(e => e.Item2));
    }

    [Fact]
    public void Events_AreGivenAsTheSubscribersType_AndNotAsAnother()
    {
        var json = new KafkaStreamBatch(StreamId.Create("t", "k"), ["{\"id\":\"x\"}"u8.ToArray()], [Token(0)], new StreamEventMetadata[1], TokenOrigin.Delivery, []);
        var typed = new KafkaStreamBatch(StreamId.Create("t", "k"), [new Thing("y")], [Token(0)], new StreamEventMetadata[1], TokenOrigin.Delivery, []);

        Assert.Equal([new Thing("x")], json.GetEvents<Thing>().Select(e => e.Item1));
        Assert.Equal(["{\"id\":\"x\"}"], json.GetEvents<string>().Select(e => e.Item1));
        Assert.Equal([new Thing("y")], typed.GetEvents<Thing>().Select(e => e.Item1));
        Assert.Empty(typed.GetEvents<string>());
    }

    private static KafkaStreamSequenceToken Token(long offset) => new(new RecordPosition("t", Guid.Empty, 0, offset, -1));

    private sealed record Thing(string Id);
}
