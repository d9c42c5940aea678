namespace Orleans.Streaming.Kafka.Testing;

/// <summary>What a right is about.</summary>
public enum KafkaResource
{
    /// <summary>A topic.</summary>
    Topic = 0,

    /// <summary>A consumer group.</summary>
    Group = 1,
}
