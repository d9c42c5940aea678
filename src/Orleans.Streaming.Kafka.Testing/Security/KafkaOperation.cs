namespace Orleans.Streaming.Kafka.Testing;

/// <summary>What a right allows.</summary>
public enum KafkaOperation
{
    /// <summary>Everything.</summary>
    All = 0,

    /// <summary>Reading a topic, or being in a group. Implies <see cref="Describe"/>.</summary>
    Read = 1,

    /// <summary>Writing to a topic. Implies <see cref="Describe"/>.</summary>
    Write = 2,

    /// <summary>Asking for a topic's partitions or a group's offsets.</summary>
    Describe = 3,
}
