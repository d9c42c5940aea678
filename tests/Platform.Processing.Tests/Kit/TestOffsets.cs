using System.Collections.Concurrent;

namespace Platform.Processing.Tests;

/// <summary>What the group has committed, as the test says. Thread-safe.</summary>
internal sealed class TestOffsets : ICommittedOffsets
{
    private readonly ConcurrentDictionary<(string Topic, Guid TopicId, int Partition), long> _committed = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _holds = new();
    private readonly ConcurrentQueue<string> _asked = [];

    /// <summary>The topics that were asked about, in order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public void Commit(string topic, int partition, long offset) => _committed[(topic, Deliveries.TopicId, partition)] = offset;

    /// <summary>Questions about this topic wait until the source is completed.</summary>
    public TaskCompletionSource Hold(string topic) => _holds[topic] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition, long beyond, CancellationToken cancellationToken)
    {
        Assert.Equal(Deliveries.Group, group);
        _asked.Enqueue(topic);
        if (_holds.TryGetValue(topic, out var hold))
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        return _committed.TryGetValue((topic, topicId, partition), out var offset) ? offset : null;
    }
}
