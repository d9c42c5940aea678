using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Committed offsets: from the silo's own assignment where it owns the partition, else asked of the broker. Thread-safe.
/// </summary>
internal sealed class KafkaGroupOffsets(IEnumerable<KafkaConsumerGroup> groups, TimeProvider time, ILogger<KafkaGroupOffsets> logger) : IKafkaGroupOffsets, IDisposable
{
    private readonly ILookup<string, KafkaConsumerGroup> _groups = groups.ToLookup(g => g.GroupId, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<GroupOffsetReader>> _readers = new(StringComparer.Ordinal);

    public async ValueTask<long?> GetCommittedAsync(string groupId, string topic, Guid topicId, int partition, CancellationToken cancellationToken = default)
    {
        var group = _groups[groupId].FirstOrDefault()
            ?? throw new ArgumentException($"Group \"{groupId}\" is none of this silo's.", nameof(groupId));
        if (group.Assignment.Find(topic, partition) is { } assigned)
        {
            return assigned.TopicId == topicId ? assigned.Committed : null;
        }

        // Lazy: a reader is a client with threads of its own, and the dictionary may call a factory twice.
        var reader = _readers.GetOrAdd(groupId, _ => new Lazy<GroupOffsetReader>(() => new GroupOffsetReader(group.Services.Options, time, logger))).Value;
        try
        {
            return await reader.GetAsync(topic, topicId, partition, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new KafkaStreamException($"The committed offset of group \"{groupId}\" in {topic}[{partition}] could not be read: {e.Error.Reason}.", isTransient: true, e);
        }
    }

    public void Dispose()
    {
        foreach (var reader in _readers.Values.Where(r => r.IsValueCreated))
        {
            reader.Value.Dispose();
        }
    }
}
