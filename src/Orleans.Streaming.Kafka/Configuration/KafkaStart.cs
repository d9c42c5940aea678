namespace Orleans.Streaming.Kafka;

/// <summary>Where a group begins to read a partition it has no committed offset for, at the topic's first assignment.</summary>
public enum KafkaStart
{
    /// <summary>At the oldest record.</summary>
    Earliest = 0,

    /// <summary>At the end as it is at that moment.</summary>
    Latest = 1,
}
