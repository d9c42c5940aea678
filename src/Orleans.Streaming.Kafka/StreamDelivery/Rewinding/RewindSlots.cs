namespace Orleans.Streaming.Kafka;

/// <summary>How many partitions of a provider are read again at once on this silo; whoever waits comes in its turn. Thread-safe.</summary>
internal sealed class RewindSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);
    private int _waiting;

    /// <summary>Whether somebody waits for a slot.</summary>
    public bool IsContended => Volatile.Read(ref _waiting) > 0;

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Exit() => _free.Release();

    public void Dispose() => _free.Dispose();
}
