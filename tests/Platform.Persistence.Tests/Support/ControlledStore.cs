using Platform.Persistence.Rows;

namespace Platform.Persistence.Tests.Support;

/// <summary>Wraps a real store: counts its transactions, holds them back, makes them fail.</summary>
internal sealed class ControlledStore(IRowStore inner) : IRowStore
{
    private readonly SemaphoreSlim _gate = new(0);
    private volatile bool _held;
    private int _waiting;
    private int _querying;

    /// <summary>The rows of every transaction so far, in order.</summary>
    public List<int> Transactions { get; } = [];

    /// <summary>Thrown instead of the next writes, one each.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>Thrown instead of every write that has a row for which it answers with an exception.</summary>
    public Func<RowWrite, Exception?> Reject { get; set; } = static _ => null;

    /// <summary>Whether any transaction had a key twice: SQLite forgives it, a multi-row statement would not.</summary>
    public bool KeyCameTwice { get; private set; }

    /// <summary>How many writes are held back right now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public int WritesAtOnceMax => inner.WritesAtOnceMax;

    public int ReadsAtOnceMax => inner.ReadsAtOnceMax;

    /// <summary>Holds questions about parked records back until it completes; null for none.</summary>
    public Task? Queried { get; set; }

    /// <summary>The most such questions that were under way at once.</summary>
    public int QueriesMost { get; private set; }

    public void Hold() => _held = true;

    public void Release()
    {
        _held = false;
        _gate.Release(1_000_000);
    }

    public Task OpenAsync() => inner.OpenAsync();

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<RowWrite> writes)
    {
        KeyCameTwice |= writes.DistinctBy(static write => write.Key).Count() < writes.Count;
        if (_held)
        {
            Interlocked.Increment(ref _waiting);
            await _gate.WaitAsync();
            Interlocked.Decrement(ref _waiting);
        }

        lock (Transactions)
        {
            Transactions.Add(writes.Count);
        }

        if (Failures.TryDequeue(out var failure))
        {
            throw failure;
        }

        if (writes.Select(Reject).FirstOrDefault(static rejection => rejection is not null) is { } rejected)
        {
            throw rejected;
        }

        return await inner.WriteAsync(writes);
    }

    public Task<IReadOnlyList<StoredRow?>> ReadAsync(IReadOnlyList<RowKey> keys) => inner.ReadAsync(keys);

    public async Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(RowKey key, ParkedKind kind, long fromSequence, int limit)
    {
        lock (Transactions)
        {
            QueriesMost = Math.Max(QueriesMost, ++_querying);
        }

        await (Queried ?? Task.CompletedTask);
        lock (Transactions)
        {
            _querying--;
        }

        return await inner.ReadParkedAsync(key, kind, fromSequence, limit);
    }

    public Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(RowKey key, string topic, int partition, long fromOffset, long toOffset) =>
        inner.FindParkedAsync(key, topic, partition, fromOffset, toOffset);

    public Task<QuarantinedEntity?> FindQuarantinedAsync(RowKey key) => inner.FindQuarantinedAsync(key);

    public Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query) => inner.ListQuarantinedAsync(query);

    public Task KeepOversizedAsync(OversizedRecord record) => inner.KeepOversizedAsync(record);

    public Task<IReadOnlyList<OversizedRecord>> ReadOversizedAsync(string group, string topic, int partition, long fromOffset, int limit) =>
        inner.ReadOversizedAsync(group, topic, partition, fromOffset, limit);

    public Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore) => inner.RemoveExpiredAsync(afterKey, limit, writtenBefore);

    public Task CheckAsync() => inner.CheckAsync();

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        _gate.Dispose();
    }
}
