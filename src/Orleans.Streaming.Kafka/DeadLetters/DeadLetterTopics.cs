using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>Knows how many partitions each dead-letter topic has, asking the broker once and again after a failure. Thread-safe.</summary>
internal sealed class DeadLetterTopics(Func<string, CancellationToken, Task<int?>> countPartitions)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The number of partitions.</summary>
    /// <exception cref="KafkaStreamException">The topic does not exist, or the broker can't be queried or gives no answer. All may pass.</exception>
    public async ValueTask<int> CountAsync(string topic, CancellationToken cancellationToken)
    {
        if (_counts.TryGetValue(topic, out var known))
        {
            return known;
        }

        var count = await countPartitions(topic, cancellationToken)
            ?? throw new KafkaStreamException($"Topic \"{topic}\" does not exist. Create it, with as many partitions as the topic it is for and a max.message.bytes of 64 KiB more.", isTransient: true);
        _counts[topic] = count;
        return count;
    }

    /// <summary>What was known may be out of date.</summary>
    public void Forget(string topic) => _counts.TryRemove(topic, out _);
}
