using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>An offset of a partition's log and its leader epoch, which distinguishes it from the same offset of a truncated log.</summary>
/// <param name="Offset">The next offset to read.</param>
/// <param name="Epoch">The leader epoch of the last record below it (KIP-101, KIP-320); -1 where unknown.</param>
internal readonly record struct OffsetAndEpoch(long Offset, int Epoch = -1)
{
    /// <summary>For the client, which compares the epoch with the log's where one is given.</summary>
    public TopicPartitionOffset In(TopicPartition partition) => new(partition, Offset, Epoch >= 0 ? Epoch : null);
}
