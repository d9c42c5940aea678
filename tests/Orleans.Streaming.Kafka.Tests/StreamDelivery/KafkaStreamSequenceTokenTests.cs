namespace Orleans.Streaming.Kafka.Tests.Streams;

public sealed class KafkaStreamSequenceTokenTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Theory]
    [InlineData(5, 1, 6, 1, -1)]
    [InlineData(6, 1, 6, 1, 0)]
    [InlineData(7, -1, 6, 1, 1)]
    public void Compare_WithinAPartition_IsByOffset(long offset, int epoch, long otherOffset, int otherEpoch, int expected)
    {
        Assert.Equal(expected, Token(offset, epoch).CompareTo(Token(otherOffset, otherEpoch)));
    }

    [Fact]
    public void Compare_WhenTheLogWasTruncated_PutsTheNewerEpochLast()
    {
        Assert.True(Token(3, 2).CompareTo(Token(7, 1)) > 0);
        Assert.True(Token(7, 1).CompareTo(Token(3, 2)) < 0);
    }

    [Fact]
    public void Compare_WithATokenFromElsewhere_TakesNothingAsSeen()
    {
        var here = Token(1, 1);

        Assert.True(here.CompareTo(new KafkaStreamSequenceToken(new RecordPosition("t", Id, 4, 900, 1))) > 0);
        Assert.True(here.CompareTo(new KafkaStreamSequenceToken(new RecordPosition("t", Guid.NewGuid(), 3, 900, 1))) > 0);
        Assert.True(here.CompareTo(new KafkaStreamSequenceToken(new RecordPosition("other", Id, 3, 900, 1))) > 0);
        Assert.True(here.CompareTo(KafkaStreamSequenceToken.AtTime(DateTimeOffset.UnixEpoch)) > 0);
        Assert.True(here.CompareTo(null) > 0);
    }

    [Fact]
    public void Compare_WhenATopicIdIsNotKnown_GoesByTopicAndPartition()
    {
        Assert.True(Token(5, 1).CompareTo(KafkaStreamSequenceToken.FromOffset("t", 3, 6)) < 0);
    }

    private static KafkaStreamSequenceToken Token(long offset, int epoch) => new(new RecordPosition("t", Id, 3, offset, epoch));
}
