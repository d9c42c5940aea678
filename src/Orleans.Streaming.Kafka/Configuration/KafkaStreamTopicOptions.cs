namespace Orleans.Streaming.Kafka;

/// <summary>How one topic is delivered as Orleans streams.</summary>
public sealed class KafkaStreamTopicOptions
{
    private int? _batchCountMax;

    /// <summary>
    /// The namespace of the topic's streams. Default: the topic's name. Several topics may have one namespace: a subscriber is then given
    /// the events of its key from all of them, in order for each topic, and what is produced goes to the one that is named as the namespace.
    /// </summary>
    public string? Namespace { get; set; }

    /// <summary>
    /// A header that names the namespace of each record, as UTF-8; empty for a stream without one. A record that lacks it belongs to
    /// <see cref="Namespace"/>. What is produced to a namespace that no topic has, and to none, goes to this topic with this header: so one
    /// topic takes streams of any name. One topic of a provider may have it. Default null: every record belongs to <see cref="Namespace"/>.
    /// </summary>
    public string? NamespaceHeader { get; set; }

    /// <summary>
    /// Whether a record with a key and without a value is an event: <see cref="Tombstone"/> for who subscribes as that, or as
    /// <see cref="KafkaEvent{T}"/>; who subscribes as another type is not given it. Default false: it is passed to the decoder, and that of raw
    /// bytes and JSON make a dead letter of it.
    /// </summary>
    public bool DeliversTombstones { get; set; }

    /// <summary>What becomes of records without a key. Default <see cref="KeylessStreamRecords.StreamOfPartition"/>.</summary>
    public KeylessStreamRecords Keyless { get; set; }

    /// <summary>
    /// What becomes of an event whose delivery to a subscriber failed permanently: dead letter, retry forever or halt. It is decided at the end of a
    /// delivery (<see cref="Orleans.Configuration.StreamPullingAgentOptions.MaxEventDeliveryTime"/>, 1 minute by default, repeated with backoff all
    /// the while); a failure that is transient, or unclassified for less than <see cref="KafkaStreamOptions.UnclassifiedTimeMax"/>, is
    /// repeated in the next one. Default <see cref="FailurePolicy.RetryForever"/>.
    /// </summary>
    public FailurePolicy OnFailure { get; set; } = FailurePolicy.RetryForever;

    /// <summary>
    /// How many waiting events of a stream one delivery carries at most. Default: the provider's
    /// <see cref="Orleans.Configuration.StreamPullingAgentOptions.BatchContainerBatchSize"/>, which is 1 where nobody sets it: a failure
    /// repeats one event. With more, a batch that fails is repeated from its first event, one event at a time. At least 1; with a stream
    /// filter 1, since Orleans delivers the whole of a batch that holds any event the filter lets through: more is refused at start.
    /// </summary>
    public int BatchCountMax
    {
        get => _batchCountMax ?? BatchCountDefault;
        set => _batchCountMax = value;
    }

    /// <summary>
    /// Whether subscribers run under the request context their event was produced under. Default true. It travels in record headers, 16 KiB of them at
    /// most: entries that are strings as UTF-8, named <c>orleans-context-</c> and the entry's name; others as Orleans' serializer writes them, named
    /// <c>orleans-value-</c> and the entry's name. What is larger, or has no serializer, is rejected at the send. Any producer of the topic can write such
    /// headers, so where not all are trusted with what subscribers read from it, set false. Events that were produced under different contexts
    /// are never in one batch.
    /// </summary>
    public bool CarriesRequestContext { get; set; } = true;

    /// <summary>What <see cref="BatchCountMax"/> is where it is not set.</summary>
    internal int BatchCountDefault { get; set; } = 1;
}
