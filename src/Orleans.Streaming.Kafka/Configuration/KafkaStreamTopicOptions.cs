namespace Orleans.Streaming.Kafka;

/// <summary>How one topic is delivered as Orleans streams.</summary>
public sealed class KafkaStreamTopicOptions
{
    private int? _batchCountMax;

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
    /// Whether subscribers run under the request context their event was produced under. Default true. It travels in record headers
    /// named <c>orleans-context-</c> and the entry's name, as UTF-8: only entries that are strings are carried. Any producer of the topic can
    /// write such headers, so where not all are trusted with what subscribers read from it, set false. Events that were produced under
    /// different contexts are never in one batch.
    /// </summary>
    public bool CarriesRequestContext { get; set; } = true;

    /// <summary>What <see cref="BatchCountMax"/> is where it is not set.</summary>
    internal int BatchCountDefault { get; set; } = 1;

    /// <summary>The topic's own decoder, or null for the provider's.</summary>
    internal IRecordDecoder? Decoder { get; set; }

    /// <summary>What that decoder makes of every record, or null.</summary>
    internal Type? EventType { get; set; }
}
