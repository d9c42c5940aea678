namespace Orleans.Streaming.Kafka;

/// <summary>How one topic is delivered as Orleans streams.</summary>
public sealed class KafkaStreamTopicOptions
{
    /// <summary>What becomes of records without a key. Default <see cref="KeylessStreamRecords.StreamOfPartition"/>.</summary>
    public KeylessStreamRecords Keyless { get; set; }

    /// <summary>What becomes of an event whose delivery fails. Default <see cref="StreamFailurePolicy.RetryForever"/>.</summary>
    public StreamFailurePolicy OnFailure { get; set; }

    /// <summary>
    /// How many waiting events of a stream one delivery carries at most. Default 1: a failure repeats one event. With more, a
    /// batch that fails is repeated from its first event, one event at a time. At least 1.
    /// </summary>
    public int BatchCountMax { get; set; } = 1;

    /// <summary>The topic's own decoder, or null for the provider's.</summary>
    internal IRecordDecoder? Decoder { get; set; }
}
