namespace Orleans.Streaming.Kafka;

/// <summary>Collects what a query wants, until it has enough. Owned by one reading.</summary>
internal sealed class TopicScan(TopicQuery query)
{
    private readonly List<KafkaRecord> _records = [];
    private TopicPosition _last;
    private int _scanned;
    private long _bytes;

    /// <summary>Whether the page ends here.</summary>
    public bool IsFull => _records.Count >= query.Limit || _bytes >= query.BytesMax || _scanned >= query.ScanMax;

    public void Add(KafkaRecord record)
    {
        _scanned++;
        _last = new TopicPosition(record.Position.Partition, record.Position.Offset);
        var isInTime = (query.From is not { } from || record.Timestamp >= from) && (query.To is not { } to || record.Timestamp < to);
        if (isInTime && (query.Filter is not { } filter || filter(record)))
        {
            _records.Add(record);
            _bytes += BytesOf(record);
        }
    }

    public TopicPage ToPage() => new(_records, IsFull ? _last : null);

    private static long BytesOf(KafkaRecord record) =>
        LengthOf(record.Key) + LengthOf(record.Value) + record.Headers.Sum(header => header.Key.Length + LengthOf(header.Value));

    private static long LengthOf(byte[]? bytes) => bytes?.Length ?? 0;
}
