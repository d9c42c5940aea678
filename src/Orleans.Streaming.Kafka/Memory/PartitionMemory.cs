namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one partition holds in memory. Changed under its partition's lock; whether it is full or has room may be read by
/// any thread.
/// </summary>
internal sealed class PartitionMemory : IDisposable
{
    // Below a quarter of the limit a paused partition is read again: each pause throws away what the client had prefetched.
    private const int LowMarkDivisor = 4;

    // Less than a sixteenth of room is not worth going on for: the next pause would be near.
    private const int WorthwhileDivisor = 16;

    private readonly MemoryBudget _budget;
    private readonly ManualResetEventSlim _room = new();
    private long _bytes;
    private long _records;
    private long _tracked;
    private volatile bool _isAwaited;
    private bool _closed;

    public PartitionMemory(MemoryBudget budget)
    {
        _budget = budget;
        budget.Join();
    }

    /// <summary>The bytes it holds.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many of them are room for offsets, which an idle partition keeps some of.</summary>
    public long TrackedBytes => Volatile.Read(ref _tracked) * RecordCost.PerTrackedOffset;

    /// <summary>The records it holds.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Whether nothing more may be read.</summary>
    public bool IsFull
    {
        get
        {
            var (bytes, records) = _budget.PartitionLimit();
            return Bytes >= bytes || Records >= records;
        }
    }

    /// <summary>Whether so little is left that reading may go on after a pause.</summary>
    public bool IsLow => IsAtMost(1, LowMarkDivisor);

    /// <summary>Whether there is room enough to be worth reading for.</summary>
    public bool HasWorthwhileRoom => IsAtMost(WorthwhileDivisor - 1, WorthwhileDivisor);

    /// <summary>A record was read. Called under the partition's lock.</summary>
    /// <param name="bytes">What it costs.</param>
    /// <param name="tracked">For how many offsets room is kept now.</param>
    public void Take(long bytes, long tracked) => Change(bytes, 1, tracked);

    /// <summary>Records are finished. Called under the partition's lock.</summary>
    /// <param name="bytes">What they cost.</param>
    /// <param name="records">How many they are.</param>
    /// <param name="tracked">For how many offsets room is kept now.</param>
    public void Release(long bytes, long records, long tracked)
    {
        Change(-bytes, -records, tracked);
        if (_isAwaited && HasWorthwhileRoom)
        {
            _room.Set();
        }
    }

    /// <summary>Waits, bounded, until there is room enough to go on without a pause; false when there is none. Called by the consume thread.</summary>
    public bool WaitForRoom(TimeSpan timeout)
    {
        _room.Reset();
        _isAwaited = true;
        var found = HasWorthwhileRoom || _room.Wait(timeout);
        _isAwaited = false;
        return found || HasWorthwhileRoom;
    }

    /// <summary>The assignment is over: what it still holds counts no longer. Called under the partition's lock.</summary>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        _budget.Change(-Bytes, -Records);
        _budget.Leave();
        _closed = true;
    }

    public void Dispose() => _room.Dispose();

    private bool IsAtMost(long share, long of)
    {
        var (bytes, records) = _budget.PartitionLimit();
        return Bytes <= bytes / of * share && Records <= records * share / of;
    }

    private void Change(long bytes, long records, long tracked)
    {
        if (_closed)
        {
            return;
        }

        bytes += (tracked - _tracked) * RecordCost.PerTrackedOffset;
        Volatile.Write(ref _tracked, tracked);
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _records, _records + records);
        _budget.Change(bytes, records);
    }
}
