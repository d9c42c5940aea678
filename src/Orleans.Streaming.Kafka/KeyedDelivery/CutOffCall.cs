namespace Orleans.Streaming.Kafka;

/// <summary>A call that goes on after the assignment it was made under. Thread-safe.</summary>
internal sealed class CutOffCall(string topic, int partition, string entity, long calledAt)
{
    private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public (string Topic, int Partition, string Entity) Key => (topic, partition, entity);

    /// <summary>When it began, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long CalledAt => calledAt;

    /// <summary>Completes when the call has returned, in whichever way.</summary>
    public Task Returned => _returned.Task;

    public void Return() => _returned.TrySetResult();
}
