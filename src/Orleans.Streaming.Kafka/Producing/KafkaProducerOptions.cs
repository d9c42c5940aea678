namespace Orleans.Streaming.Kafka;

/// <summary>The options of a producer. Idempotence, acks=all and at most 5 requests in flight are not options.</summary>
public sealed class KafkaProducerOptions
{
    /// <summary>How to reach the cluster. Required.</summary>
    public KafkaConnection? Connection { get; set; }

    /// <summary>How long a record may take until it is acknowledged, or null for no limit: the caller waits for as long as the process lives. Default null.</summary>
    public TimeSpan? DeliveryTimeout { get; set; }

    /// <summary>How long a batch waits for more records. Default 5 ms.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many bytes may wait to be sent; a full queue makes the caller wait. Default 64 MiB.</summary>
    public long QueueBytesMax { get; set; } = 64 << 20;

    /// <summary>How many records may wait to be sent. Default 100,000.</summary>
    public int QueueRecordsMax { get; set; } = 100_000;

    /// <summary>How long a caller waits for room in the queue before a clear error. Default 30 s.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest record accepted, in bytes, headers included. Default 1,048,588 (the broker's default).</summary>
    public int RecordBytesMax { get; set; } = 1_048_588;

    /// <summary>How long stopping waits for records that are still on the way. Default 10 s.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
