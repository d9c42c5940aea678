namespace Orleans.Streaming.Kafka.Tests.Memory;

/// <summary>Looks at a provider's memory again and again and keeps the most it saw.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private long _bytesMost;

    public MemoryWatch(MemoryBudget memory) => _watching = WatchAsync(memory);

    public long BytesMost => Volatile.Read(ref _bytesMost);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(MemoryBudget memory)
    {
        while (!_stop.IsCancellationRequested)
        {
            Volatile.Write(ref _bytesMost, Math.Max(_bytesMost, memory.Bytes));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }
}
