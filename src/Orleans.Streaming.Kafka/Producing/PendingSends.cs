namespace Orleans.Streaming.Kafka;

/// <summary>Collects the reports of the records of one send. Thread-safe: each slot is reported once.</summary>
internal sealed class PendingSends(int count)
{
    private readonly SendResult[] _results = new SendResult[count];
    private readonly TaskCompletionSource<IReadOnlyList<SendResult>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = count;

    public Task<IReadOnlyList<SendResult>> Completion => _done.Task;

    public void Report(int index, SendResult result)
    {
        _results[index] = result;
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _done.SetResult(_results);
        }
    }
}
