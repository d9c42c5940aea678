using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Platform.Hosting.Streams;

/// <summary>Answers from what the stream library asks the broker of its groups. Thread-safe.</summary>
/// <param name="progress">Reads it; null in a silo that runs no group, where nothing is known.</param>
internal sealed class GroupTopicProgress(IKafkaGroupProgress? progress = null) : ITopicProgress
{
    public async ValueTask<IReadOnlyList<PartitionProgress>?> GetAsync(string group, string topic, CancellationToken cancellationToken) =>
        progress is not null && await progress.GetAsync(group, topic, cancellationToken) is { } partitions
            ? [.. partitions.Select(partition => new PartitionProgress(partition.Partition, partition.End, partition.Committed))]
            : null;
}
