using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Committed offsets: from the silo's own assignment where it owns the partition, else asked of the broker. Thread-safe.
/// </summary>
internal sealed class KafkaGroupOffsets(IEnumerable<KafkaConsumerGroup> groups, TimeProvider time, ILogger<KafkaGroupOffsets> logger)
    : IKafkaGroupOffsets, IKafkaGroupProgress, IDisposable
{
    private readonly ILookup<string, KafkaConsumerGroup> _groups = groups.ToLookup(g => g.GroupId, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<GroupOffsetReader>> _readers = new(StringComparer.Ordinal);

    public async ValueTask<long?> GetCommittedAsync(string groupId, string topic, Guid topicId, int partition, CancellationToken cancellationToken = default)
    {
        var group = Find(groupId);
        if (group.Assignment.Find(topic, partition) is { } assigned)
        {
            return assigned.TopicId == topicId ? assigned.Committed : null;
        }

        try
        {
            return await ReaderOf(group).GetAsync(topic, topicId, partition, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"The committed offset of group \"{groupId}\" in {topic}[{partition}] could not be read: {e.Error.Reason}.", isTransient: true, e);
        }
    }

    public async ValueTask<IReadOnlyList<KafkaPartitionProgress>?> GetAsync(string groupId, string topic, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReaderOf(Find(groupId)).GetAllAsync(topic, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"How far group \"{groupId}\" is in {topic} could not be read: {e.Error.Reason}.", isTransient: true, e);
        }
    }

    private KafkaConsumerGroup Find(string groupId) =>
        _groups[groupId].FirstOrDefault() ?? throw new ArgumentException($"Group \"{groupId}\" is none of this silo's.", nameof(groupId));

    // Lazy: a reader is a client with threads of its own, and the dictionary may call a factory twice.
    private GroupOffsetReader ReaderOf(KafkaConsumerGroup group) =>
        _readers.GetOrAdd(group.GroupId, _ => new Lazy<GroupOffsetReader>(() => new GroupOffsetReader(group.Services.Options, time, logger))).Value;

    public void Dispose()
    {
        // Once for each service it is registered as; a client may be disposed of once only.
        foreach (var group in _readers.Keys)
        {
            if (_readers.TryRemove(group, out var reader) && reader.IsValueCreated)
            {
                reader.Value.Dispose();
            }
        }
    }
}
