namespace Orleans.Streaming.Kafka.Tests.Reading;

public sealed class TopicScanTests
{
    [Fact]
    public void Page_EndsWithTheRecordThatFillsItsBytes_AndSaysWhereToGoOn()
    {
        var scan = new TopicScan(new TopicQuery { Topic = "t", Limit = 1_000, BytesMax = 200 });

        var page = Fill(scan, 1_000, value: 60);

        // 60 bytes of value, 1 of key, 3 and 4 of a header: 68.
        Assert.Equal(3, page.Records.Count);
        Assert.Equal(new TopicPosition(0, 2), page.Next);
    }

    [Fact]
    public void Page_HasOneRecord_HoweverLargeThatIs()
    {
        var scan = new TopicScan(new TopicQuery { Topic = "t", BytesMax = 1 });

        var page = Fill(scan, 10, value: 1_000);

        Assert.Equal(new TopicPosition(0, 0), page.Next);
        Assert.Single(page.Records);
    }

    [Fact]
    public void Bytes_OfWhatIsNotWanted_DoNotCount()
    {
        var scan = new TopicScan(new TopicQuery { Topic = "t", BytesMax = 200, Filter = record => record.Position.Offset % 10 == 0 });

        var page = Fill(scan, 30, value: 60);

        Assert.Equal([0, 10, 20], page.Records.Select(record => record.Position.Offset));
    }

    [Fact]
    public void Page_OfManyLargeRecords_KeepsMegabytesByDefault()
    {
        var scan = new TopicScan(new TopicQuery { Topic = "t", Limit = 1_000 });

        var page = Fill(scan, 1_000, value: 1_000_000);

        Assert.InRange(page.Records.Count, 8, 9);
    }

    private static TopicPage Fill(TopicScan scan, int records, int value)
    {
        var bytes = new byte[value];
        for (var offset = 0; offset < records && !scan.IsFull; offset++)
        {
            scan.Add(new KafkaRecord
            {
                Position = new RecordPosition("t", Guid.Empty, 0, offset, -1),
                Timestamp = DateTimeOffset.UnixEpoch,
                Key = [1],
                Value = bytes,
                Headers = [KeyValuePair.Create("abc", (byte[]?)[1, 2, 3, 4]), KeyValuePair.Create("", (byte[]?)null)],
            });
        }

        return scan.ToPage();
    }
}
