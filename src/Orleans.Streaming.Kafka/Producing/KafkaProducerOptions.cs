using System.ComponentModel.DataAnnotations;

namespace Orleans.Streaming.Kafka;

/// <summary>The options of a producer. Idempotence, acks=all, at most 5 requests in flight and murmur2 are not options. Named by the producer.</summary>
public sealed class KafkaProducerOptions
{
    /// <summary>The broker's default limit of a record: 1 MiB and a batch's header.</summary>
    public const int DefaultRecordBytesMax = 1_048_588;

    /// <summary>How to reach the cluster. Required.</summary>
    public KafkaConnection? Connection { get; set; }

    /// <summary>
    /// How long a record may take until it is acknowledged, or null for no limit: the caller waits for as long as the process
    /// lives. Default null. A record that expires breaks the order of those of its key behind it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan? DeliveryTimeout { get; set; }

    /// <summary>
    /// How often a record is sent again after its first attempt failed. Null (default): 8 times where <see cref="DeliveryTimeout"/> is
    /// set, else without limit: a record that gives up while those behind it get through breaks their order.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? Retries { get; set; }

    /// <summary>The wait before a record is sent again the first time; doubles up to 1 s or this, with a jitter of 20 %. Default 100 ms; 1 ms–5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How batches are compressed. Default <see cref="KafkaCompression.Lz4"/>.</summary>
    [EnumDataType(typeof(KafkaCompression))]
    public KafkaCompression Compression { get; set; } = KafkaCompression.Lz4;

    /// <summary>How long a batch waits for more records. Default 5 ms; 0–1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many bytes (keys, values and headers) may wait for their acknowledgement; above it callers wait. Default 64 MiB; 1 MiB–2 GiB.</summary>
    [Range(1L << 20, 2L << 30)]
    public long QueueBytesMax { get; set; } = 64 << 20;

    /// <summary>How many records may wait for their acknowledgement. Default 100,000; 1–10,000,000.</summary>
    [Range(1, 10_000_000)]
    public int QueueRecordsMax { get; set; } = 100_000;

    /// <summary>How long a caller waits for room in the queue before a clear error. Default 30 s; at most 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest record accepted, in bytes, headers included. Default 1,048,588, the broker's default; more needs <see cref="AllowLargeRecords"/>.</summary>
    [Range(1_000, 1_000_000_000)]
    public int RecordBytesMax { get; set; } = DefaultRecordBytesMax;

    /// <summary>
    /// Allows a <see cref="RecordBytesMax"/> above 1 MiB and 64 KiB for a dead letter's provenance. Topics need as much
    /// (<c>max.message.bytes</c>), and every consumer memory for it. Default false.
    /// </summary>
    public bool AllowLargeRecords { get; set; }

    /// <summary>How long stopping waits for records that are still on the way; what is left then fails. Default 10 s; at most 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>librdkafka's own producer properties by its names; those that have an option are refused. Default none.</summary>
    [Redact]
    public IDictionary<string, string> Properties { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
