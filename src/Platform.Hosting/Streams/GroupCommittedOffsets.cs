using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Platform.Hosting.Streams;

/// <summary>
/// Answers from what the stream library knows of groups. On a silo that runs none, nothing is proven: what an entity there puts
/// out again has the ids it had. Thread-safe.
/// </summary>
/// <param name="offsets">The groups' offsets; null on a silo that runs no group.</param>
internal sealed class GroupCommittedOffsets(IKafkaGroupOffsets? offsets = null) : ICommittedOffsets
{
    public ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition, long beyond, CancellationToken cancellationToken) =>
        offsets is null ? new((long?)null) : offsets.GetCommittedAsync(group, topic, topicId, partition, beyond, cancellationToken);
}
