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

    /// <summary>
    /// After how long without a heartbeat a member is out. Default 30 s; at least three heartbeats. A broker refuses less than its <c>group.min.session.timeout.ms</c> (6 s).
    /// The cluster should find a dead silo sooner (<c>ProbeTimeout</c> × <c>NumMissedProbesLimit</c>, 15 s by default); where it does not, the start warns.
    /// </summary>
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
    /// refused; a broker that does not answer holds up nothing: it is queried again, and the provider's status says so. Default 10 s; 1 s–5 min.
    /// </summary>
    public TimeSpan StartCheckTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>librdkafka's own consumer properties by its names; those that have an option are refused. Default none.</summary>
    [Redact]
    public IDictionary<string, string> ConsumerProperties { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How the application calls options of this provider in its own settings, by the option's name: messages that advise to set one
    /// name it so. Default none, and the option's own name.
    /// </summary>
    public IDictionary<string, string> SettingNames { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How often finished offsets are committed. Default 1 s; 10 ms–1 min.</summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long calls in flight may take to return when a partition is handed over or delivery stops. Default 1 s; what is cut off is delivered again.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many entities have a call in flight at once on a silo, over all partitions of this provider. Half of them is divided equally among
    /// the partitions, each of which has its share, and at least one call, whatever the others do. Slow calls do not count (<see cref="SlowCallAge"/>),
    /// nor do batches that are taken without a call (<see cref="ILocalEventReceivers"/>). Default 4,096; at least 1.
    /// </summary>
    public int EntitiesInFlightMax { get; set; } = 4_096;

    /// <summary>How many events one call carries at most. Default 100; at least 1.</summary>
    public int BatchCountMax { get; set; } = 100;

    /// <summary>How many records of one partition are held in memory, from their reading to their end; at the limit the partition is paused, at a quarter of it resumed. Default 20,000.</summary>
    public int PartitionRecordsMax { get; set; } = 20_000;

    /// <summary>
    /// How many bytes of one partition are held in memory; as above. A record counts with about twice its bytes and 0.9 kB, what it
    /// costs as objects, and the room for each offset above an unfinished one with 16 bytes. One record more may be held. Default 32 MiB.
    /// </summary>
    public long PartitionBytesMax { get; set; } = 32 << 20;

    /// <summary>How many bytes the client fetches ahead, over all partitions of the group. Counts twice against <see cref="MemoryBytesMax"/>. Default 32 MiB; 1 MiB–1 GiB.</summary>
    public long PrefetchBytesMax { get; set; } = 32 << 20;

    /// <summary>The wait before a failed call is repeated the first time; doubles with each failure. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a failed call is repeated. Default 10 s. A call that fails transiently is repeated for as long as it fails.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The group's protocol. Default <see cref="KafkaGroupProtocol.Classic"/>. Under <see cref="KafkaGroupProtocol.Consumer"/> the
    /// broker knows neither <see cref="SessionTimeout"/> nor <see cref="HeartbeatInterval"/>: the latter is unused, the former is
    /// how long this member keeps reading without a commit that the coordinator accepted, before it drops its partitions
    /// uncommitted and rejoins. Keep it at or below the broker's <c>group.consumer.session.timeout.ms</c> (45 s).
    /// </summary>
    public KafkaGroupProtocol GroupProtocol { get; set; }

    /// <summary>
    /// How partitions are divided under <see cref="KafkaGroupProtocol.Classic"/>. Default <see cref="KafkaAssignor.CooperativeSticky"/>;
    /// <see cref="KafkaAssignor.Eager"/> to take over a group of other consumers by a rolling upgrade. Unused under <see cref="KafkaGroupProtocol.Consumer"/>.
    /// </summary>
    public KafkaAssignor Assignor { get; set; }

    /// <summary>
    /// Where this silo is, as the brokers call it (<c>broker.rack</c>): it reads from a replica of its own rack, where the brokers select replicas so
    /// (<c>replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector</c>). Default none: it reads from the leaders.
    /// </summary>
    public string? Rack { get; set; }

    /// <summary>
    /// Whether the group goes on from what is committed although its entities' database (<see cref="IGroupPositionStore"/>) is behind that. Default
    /// false: it reads again from where the database is. Set it for one start after the group's offsets were moved forward on purpose.
    /// </summary>
    public bool TrustCommittedOffsets { get; set; }

    /// <summary>What to do when a topic was deleted and created again. Default <see cref="TopicRecreatedPolicy.Fail"/>.</summary>
    public TopicRecreatedPolicy TopicRecreated { get; set; }

    /// <summary>
    /// After how long the consumer counts as stalled and is rebuilt: records in a partition and none read although nothing
    /// holds it back, or a consume thread that does not come round. A partition that waits for its deliveries is not stalled. Default 60 s; 1 s–1 h.
    /// </summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often topics are looked at for added partitions and for having been re-created. Default 30 s; 1 s–5 min.</summary>
    public TimeSpan TopicCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    // Delivery and memory.

    /// <summary>
    /// How many bytes this provider holds in memory on a silo, over all partitions: records as <see cref="PartitionBytesMax"/> counts
    /// them, and its clients' queues as if they were full: twice <see cref="PrefetchBytesMax"/>, its producer's
    /// <see cref="KafkaProducerOptions.QueueBytesMax"/>, and where a topic is streams <see cref="RewindsMax"/> times <see cref="PrefetchBytesMax"/>.
    /// Of what is left for records, above half no partition holds more than its equal share of the other half. At least twice what
    /// the queues take. A silo holds the sum over its providers. Default 512 MiB.
    /// </summary>
    public long MemoryBytesMax { get; set; } = 512L << 20;

    /// <summary>How many records this provider holds in memory on a silo, over all partitions; shared in the same way. Default 200,000.</summary>
    public long MemoryRecordsMax { get; set; } = 200_000;

    /// <summary>
    /// How many records this provider has dispatched and not finished on a silo, over all partitions: of what is read beyond them, older
    /// records are dispatched first. An eighth of them may be one partition's. Those of entities that fail, are held, or do not answer
    /// for <see cref="SlowCallAge"/> do not count. Default 32,768; at least 1.
    /// </summary>
    public int DispatchedRecordsMax { get; set; } = 32_768;

    /// <summary>How many bytes of values one call carries at most; a larger event is a call of its own. Default 1 MiB; at least 1.</summary>
    public long BatchBytesMax { get; set; } = 1 << 20;

    /// <summary>What becomes of an event whose delivery failed permanently, where its topic does not say: dead letter, retry forever or halt. Before it is applied, the events of the failed batch are delivered one at a time, so that only the failing one is affected. Default <see cref="FailurePolicy.DeadLetter"/>.</summary>
    public FailurePolicy PermanentFailure { get; set; } = FailurePolicy.DeadLetter;

    /// <summary>
    /// For how long a delivery is repeated that fails with exceptions nobody can classify (<see cref="FailureKind.Unclassified"/>) before they count as
    /// permanent. While most calls fail, those to other entities among them, they never do: that is an outage. An entity that has failed for so
    /// long while most succeed does not wait again for the events that follow, until one succeeds. Default 5 min; 0–1 day.
    /// </summary>
    public TimeSpan UnclassifiedTimeMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many entities must be failing, while most calls fail (a failing entity counts once), for the circuit breaker to open: then only they
    /// are tried again, and now and then another one, until calls succeed. Default 100; at least 1.
    /// </summary>
    public int FailingEntitiesMax { get; set; } = 100;

    /// <summary>
    /// From which age on a call no longer counts against <see cref="EntitiesInFlightMax"/>, so that grains or a silo that do not answer
    /// hold up only their own entities. Default 10 s; 1 s–1 h.
    /// </summary>
    public TimeSpan SlowCallAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls of one partition may be in flight beside <see cref="EntitiesInFlightMax"/> for being slow. Default 1,024; 0 or more.</summary>
    public int SlowCallsMax { get; set; } = 1_024;

    /// <summary>
    /// After how long without an answer a batch is sent again: Orleans loses answers when a connection between silos is reset. The first call may
    /// still be running; the copy waits behind it, unless the grain is reentrant. While no answer comes, the waits double. Default 1 min; 1 s–5 min.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From which age on a call that does not return makes the group's status degraded. Default 1 min; 1 s–1 h.</summary>
    public TimeSpan StuckCallAge { get; set; } = TimeSpan.FromMinutes(1);

    // Streams.

    /// <summary>
    /// How many partitions are read again at once for subscriptions that begin below what is in memory, per silo; others take turns
    /// with them. Each such reading has <see cref="PrefetchBytesMax"/> reserved for it in <see cref="MemoryBytesMax"/>; what it has read counts
    /// against that until a subscriber takes it: a sixteenth of <see cref="MemoryBytesMax"/> in all, and one record for each subscriber. Default 4; at least 1.
    /// </summary>
    public int RewindsMax { get; set; } = 4;

    /// <summary>
    /// Whether the events of one <c>OnNextBatchAsync</c> are stored all or nothing, in a Kafka transaction: readers of committed records, as this provider
    /// is and the default of most clients, see all of them or none. One transaction at a time and process, each with a few requests to the brokers:
    /// tens of batches a second. It needs a broker with transactions, and the right to write transactional ids that begin with
    /// <c>kafka-streams:</c> and the provider's name. What a process that dies leaves unfinished holds up such readers for up to
    /// 40 s. No order holds between a batch and single events that are sent before its call has returned. Default false.
    /// </summary>
    public bool TransactionalBatches { get; set; }

    /// <summary>What the person who can set an option knows it by.</summary>
    /// <param name="option">The option's name.</param>
    internal string SettingOf(string option) => SettingNames.TryGetValue(option, out var setting) ? setting : option;
}
