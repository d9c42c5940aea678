using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>What is known of the topics this provider reads: how many partitions each has, and its id. Thread-safe.</summary>
internal sealed partial class TopicDirectory(string group, KafkaMetrics metrics, ILogger<TopicDirectory> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Guid> _read = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, TopicSnapshot> _topics = ImmutableDictionary.Create<string, TopicSnapshot>(StringComparer.Ordinal);

    /// <summary>The topics as last seen; another object whenever something changed.</summary>
    public IReadOnlyDictionary<string, TopicSnapshot> Topics => Volatile.Read(ref _topics);

    /// <summary>What the broker says now. A topic that has grown is logged: its keys have moved.</summary>
    public void Update(IReadOnlyDictionary<string, TopicSnapshot> seen)
    {
        lock (_gate)
        {
            var next = _topics;
            foreach (var (topic, now) in seen)
            {
                if (next.TryGetValue(topic, out var before) && before.Id == now.Id && now.Partitions > before.Partitions)
                {
                    LogGrown(group, topic, before.Partitions, now.Partitions);
                    metrics.PartitionsAdded(topic, group, now.Partitions - before.Partitions);
                }

                // Setting an equal value keeps the object.
                next = next.SetItem(topic, now);
            }

            Volatile.Write(ref _topics, next);
        }
    }

    /// <summary>The id this silo last read the topic under, where that is another than the one it has now; else null.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="id">Its id now; <see cref="Guid.Empty"/> where it is not known.</param>
    public Guid? OldIdOf(string topic, Guid id)
    {
        lock (_gate)
        {
            return id != Guid.Empty && _read.TryGetValue(topic, out var last) && last != id ? last : null;
        }
    }

    /// <summary>The topic is read under this id from now on: what became of another one was logged and dealt with.</summary>
    public void ReadUnder(string topic, Guid id)
    {
        lock (_gate)
        {
            if (id != Guid.Empty)
            {
                _read[topic] = id;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": {Topic} grew from {Before} to {Now} partitions. The new ones are read from their first record; keys have moved, so an entity's order across the change is not guaranteed.")]
    private partial void LogGrown(string group, string topic, int before, int now);
}
