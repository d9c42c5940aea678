using System.Collections.Concurrent;

namespace Platform.Processing.Tests;

/// <summary>What the group has committed, as the test says. Thread-safe.</summary>
internal sealed class TestOffsets : ICommittedOffsets
{
    private readonly ConcurrentDictionary<(string Topic, Guid TopicId, int Partition), long> _committed = new();

    public void Commit(string topic, int partition, long offset) => _committed[(topic, Deliveries.TopicId, partition)] = offset;

    public ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition)
    {
        Assert.Equal(Deliveries.Group, group);
        return new(_committed.TryGetValue((topic, topicId, partition), out var offset) ? offset : null);
    }
}
