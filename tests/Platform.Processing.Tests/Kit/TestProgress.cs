using System.Collections.Concurrent;

namespace Platform.Processing.Tests;

/// <summary>Where the group is in topics, as the test says; of any other topic it is not known. Thread-safe.</summary>
internal sealed class TestProgress : ITopicProgress
{
    private readonly ConcurrentDictionary<string, PartitionProgress[]> _topics = new();

    public void Set(string topic, long end, long committed) => _topics[topic] = [new PartitionProgress(0, end, committed)];

    public void Forget(string topic) => _topics.TryRemove(topic, out _);

    public ValueTask<IReadOnlyList<PartitionProgress>?> GetAsync(string group, string topic, CancellationToken cancellationToken) =>
        new(group == Deliveries.Group ? _topics.GetValueOrDefault(topic) : throw new ArgumentException($"No group {group}.", nameof(group)));
}
