using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

public sealed class RecordReaderTests
{
    [Theory]
    [InlineData(1_700_000_000_000, "2023-11-14T22:13:20.000Z")]
    [InlineData(1_700_000_000_000_000, "9999-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(long.MinValue, "0001-01-01T00:00:00.000Z")]
    public void Read_WhateverTheTimestampIs_GivesTheNearestTimeThereIs(long milliseconds, string expected)
    {
        var record = RecordReader.Read(
            new ConsumeResult<byte[]?, byte[]?>
            {
                TopicPartitionOffset = new TopicPartitionOffset("t", 0, 5),
                Message = new Message<byte[]?, byte[]?> { Timestamp = new Timestamp(milliseconds, TimestampType.CreateTime) },
            },
            "t",
            Guid.Empty);

        Assert.Equal(expected, record.Timestamp.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Read_OfManyRecords_KeepsOneStringForTheTopicAndForEachHeadersName()
    {
        var records = Enumerable.Range(0, 2).Select(_ => RecordReader.Read(
            new ConsumeResult<byte[]?, byte[]?>
            {
                TopicPartitionOffset = new TopicPartitionOffset(Copy("topic"), 0, 5),
                Message = new Message<byte[]?, byte[]?> { Headers = [new Header(Copy("trace"), [1])] },
            },
            "topic",
            Guid.Empty)).ToArray();

        Assert.Same(records[0].Position.Topic, records[1].Position.Topic);
        Assert.Same(records[0].Headers[0].Key, records[1].Headers[0].Key);
        Assert.Equal("trace", records[1].Headers[0].Key);
    }

    // As the client does it: a string of its own each time.
    private static string Copy(string text) => new(text.AsSpan());
}
