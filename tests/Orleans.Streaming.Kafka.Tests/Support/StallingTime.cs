namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>The system's clock, which on demand keeps a consume thread that asks for the time, as a call that never returns would.</summary>
internal sealed class StallingTime(string threadName) : TimeProvider, IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _kept;

    /// <summary>How many threads are kept.</summary>
    public int Kept => Volatile.Read(ref _kept);

    public override long GetTimestamp()
    {
        if (!_open.IsSet && Thread.CurrentThread.Name == threadName && Interlocked.CompareExchange(ref _kept, 1, 0) == 0)
        {
            _open.Wait();
        }

        return base.GetTimestamp();
    }

    /// <summary>Keeps the next consume thread that comes; only one.</summary>
    public void Stall() => _open.Reset();

    public void Release() => _open.Set();

    public void Dispose() => _open.Dispose();
}
