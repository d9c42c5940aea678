using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Reads the number of partitions from a broker's answer. Pure.</summary>
internal static class PartitionCount
{
    /// <summary>The number of partitions; null only where the answer is that there is no such topic, or that none can have that name.</summary>
    /// <param name="found">What the broker answered for the topic; null where it said nothing of it.</param>
    /// <exception cref="KafkaException">The answer is another error, or names no partition: nothing is known of the topic then.</exception>
    public static int? Of(TopicMetadata? found) => found switch
    {
        { Error.IsError: false, Partitions.Count: > 0 and var count } => count,
        { Error.Code: Confluent.Kafka.ErrorCode.UnknownTopicOrPart or Confluent.Kafka.ErrorCode.TopicException } => null,
        { Error: { IsError: true } error } => throw new KafkaException(error),
        _ => throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.LeaderNotAvailable, "The broker's answer names no partition")),
    };
}
