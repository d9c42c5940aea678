using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Platform.Silo.Streams;

/// <summary>Answers from what the stream library knows of its groups. Thread-safe.</summary>
internal sealed class GroupCommittedOffsets(IKafkaGroupOffsets offsets) : ICommittedOffsets
{
    public ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition) =>
        offsets.GetCommittedAsync(group, topic, topicId, partition);
}
