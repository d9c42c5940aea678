namespace Orleans.Streaming.Kafka.Tests.Reading;

public sealed class ReadableOffsetsTests
{
    [Theory]
    [InlineData(10, 30, 10)]
    [InlineData(10, 30, 11)]
    [InlineData(10, 30, 12)]
    [InlineData(10, 30, 20)]
    [InlineData(10, 30, 29)]
    [InlineData(10, 30, 30)]
    [InlineData(10, 10, 10)]
    [InlineData(12, 10, 10)]
    [InlineData(0, 1_000_000, 123_456)]
    public void Search_FindsTheLowestOffsetBehindTheBatch_InFewSteps(long from, long end, long behind)
    {
        var asked = 0;

        var found = ReadableOffsets.Search(from, end, offset =>
        {
            asked++;
            Assert.InRange(offset, from, end - 1);
            return offset >= behind;
        });

        Assert.Equal(behind, found);
        Assert.InRange(asked, 0, 40);
    }
}
