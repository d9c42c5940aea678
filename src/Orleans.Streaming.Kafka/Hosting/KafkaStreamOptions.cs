namespace Orleans.Streaming.Kafka;

/// <summary>The options of one Kafka stream provider: one consumer group on one cluster. Named by the provider.</summary>
public sealed class KafkaStreamOptions
{
    /// <summary>How to reach the cluster. Required.</summary>
    public KafkaConnection? Connection { get; set; }

    /// <summary>The consumer group's id. Required.</summary>
    public string GroupId { get; set; } = "";

    /// <summary>
    /// Where the group begins, once, at its first assignment of a topic: the position is resolved, committed at once and
    /// not consulted again. Partitions created later always begin at their first record. Default <see cref="KafkaStart.Earliest"/>.
    /// </summary>
    public KafkaStart Start { get; set; } = KafkaStart.Earliest;

    /// <summary>What to do when the committed offset is out of range. Default <see cref="OutOfRangePolicy.Fail"/>.</summary>
    public OutOfRangePolicy OutOfRange { get; set; }

    /// <summary>After how long without a heartbeat a member is out. Default 30 s; at least three heartbeats. A broker refuses less than its <c>group.min.session.timeout.ms</c> (6 s).</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a member gives a sign of life; also how fast a member learns of a rebalance. Default 3 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a fetch waits for data at the broker. Default 100 ms.</summary>
    public TimeSpan FetchWait { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The largest record the topics hold, in bytes; their dead letters may be 64 KiB larger, and the dead-letter topics must
    /// take that (<c>max.message.bytes</c>). Default 1,048,588, the broker's default; more needs <see cref="AllowLargeRecords"/>.
    /// </summary>
    public int RecordBytesMax { get; set; } = KafkaProducerOptions.DefaultRecordBytesMax;

    /// <summary>Allows a <see cref="RecordBytesMax"/> above 1 MiB: the memory limits should be raised with it. Default false.</summary>
    public bool AllowLargeRecords { get; set; }

    /// <summary>
    /// Allows topics with fewer than 3 replicas or <c>min.insync.replicas</c> below 2, which lose acknowledged records with one
    /// disk, or can't be written while one broker is away. Default null: in the environment Development only.
    /// </summary>
    public bool? AllowFewerReplicas { get; set; }

    /// <summary>
    /// How long the start waits for the broker to confirm that the topics exist and are replicated. What is wrong then is
    /// refused; a broker that does not answer holds up nothing: it is asked again, and the provider's status tells. Default 10 s; 1 s–5 min.
    /// </summary>
    public TimeSpan StartCheckTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>librdkafka's own consumer properties by its names; those that an option stands for are refused. Default none.</summary>
    public IDictionary<string, string> ConsumerProperties { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How often finished offsets are committed. Default 1 s; 10 ms–1 min.</summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long calls in flight may take to return when a partition is handed over or delivery stops. Default 1 s; what is cut off is delivered again.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many entities of one partition have a call in flight at once. Default 256; at least 1.</summary>
    public int EntitiesInFlightMax { get; set; } = 256;

    /// <summary>How many events one call carries at most. Default 100; at least 1.</summary>
    public int BatchCountMax { get; set; } = 100;

    /// <summary>How many records of one partition are held in memory; above it the partition is paused, below a quarter of it resumed. Default 4,000.</summary>
    public int PartitionRecordsMax { get; set; } = 4_000;

    /// <summary>How many bytes (keys and values) of one partition are held in memory; as above. Default 4 MiB.</summary>
    public long PartitionBytesMax { get; set; } = 4 << 20;

    /// <summary>How many bytes the client fetches ahead, over all partitions of the group. Default 32 MiB.</summary>
    public long PrefetchBytesMax { get; set; } = 32 << 20;

    /// <summary>The wait before a failed call is repeated the first time; doubles with each failure. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a failed call is repeated. Default 10 s. A failing call is repeated for as long as it fails.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many partitions are read again at once for subscriptions that begin below what is in memory, per silo. Default 4; at least 1.</summary>
    public int RewindsMax { get; set; } = 4;
}
