using Microsoft.Extensions.Logging;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A database with a queue for writes and one for reads before it, so that neither waits for the other; and its life: opened,
/// running, stopped. Thread-safe.
/// </summary>
internal sealed class GroupCommitDatabase : IAsyncDisposable
{
    /// <summary>How many queries of parked records and quarantines run at once; the other ones wait.</summary>
    public const int QueriesAtOnceMax = 2;

    private readonly string _provider;
    private readonly IRowStore _store;
    private readonly TransientRetry _retry;
    private readonly TransientRetry _start;
    private readonly WriteHealth _health;
    private readonly BatchQueue<RowWrite, WriteOutcome> _writes;
    private readonly BatchQueue<RowKey, StoredRow?> _reads;
    private readonly SemaphoreSlim _probe = new(1);
    private readonly SemaphoreSlim _queries = new(QueriesAtOnceMax);
    private readonly Lock _stopping = new();
    private volatile bool _running;
    private Task? _stopped;

    public GroupCommitDatabase(string provider, GroupCommitStorageOptions options, IRowStore store, TimeProvider time, StorageMetrics metrics, ILogger logger)
    {
        _provider = provider;
        _store = store;
        _retry = new TransientRetry(provider, RetrySchedule.Of(options), time, logger) { Retried = metrics.Retried };
        _start = new TransientRetry(provider, RetrySchedule.OfStart(options), time, logger);
        _health = new WriteHealth(time);
        var writer = new BatchRunner<RowWrite, WriteOutcome>(provider, writes => metrics.MeasureAsync("write", writes.Count, () => _health.ObserveAsync(store.WriteAsync(writes)), time), _retry, logger);
        var reader = new BatchRunner<RowKey, StoredRow?>(provider, keys => metrics.MeasureAsync("read", keys.Count, () => store.ReadAsync(keys), time), _retry, logger);
        var limits = new BatchLimits(options.QueueLengthMax, options.BatchRowsMax, options.BatchBytesMax, store.WritesAtOnceMax);
        _writes = new(limits, static write => write.Payload?.Length ?? 0, writer.RunAsync, time);
        _reads = new(limits with { UnderWayMax = store.ReadsAtOnceMax }, static _ => 0, reader.RunAsync, time);
        metrics.Observe("write", () => _writes.Length, () => _writes.Age);
        metrics.Observe("read", () => _reads.Length, () => _reads.Age);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _start.RunAsync(
            async () =>
            {
                await _store.OpenAsync();
                return true;
            },
            cancellationToken);
        _writes.Start();
        _reads.Start();
        _running = true;
    }

    public Task<WriteOutcome> WriteAsync(RowWrite write, CancellationToken cancellationToken) =>
        RunAsync(_writes, write.Key, write, cancellationToken);

    /// <summary>Queues a write that no task waits for; it fails at once while the storage is not running.</summary>
    public void Write(PendingRequest<RowWrite, WriteOutcome> write)
    {
        if (_running)
        {
            _writes.Add(write);
        }
        else
        {
            write.Fail(NotRunning());
        }
    }

    public Task<StoredRow?> ReadAsync(RowKey key, CancellationToken cancellationToken) =>
        RunAsync(_reads, key, key, cancellationToken);

    /// <summary>
    /// Queries parked records or quarantines: past the queues, a few at once, and tried again like a batch. However many
    /// entities are redriven, the writes keep their connections. What is cancelled leaves the queue.
    /// </summary>
    public async Task<T> QueryAsync<T>(Func<IParkedRows, Task<T>> query, CancellationToken cancellationToken = default)
    {
        await _queries.WaitAsync(cancellationToken);
        try
        {
            return _running ? await _retry.RunAsync(() => query(_store), cancellationToken) : throw NotRunning();
        }
        finally
        {
            _queries.Release();
        }
    }

    /// <summary>Removes rows that expire: past the queue of the writes, in turn with queries of parked records, and tried again like a batch.</summary>
    public async Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore, CancellationToken cancellationToken)
    {
        await _queries.WaitAsync(cancellationToken);
        try
        {
            return _running ? await _retry.RunAsync(() => _store.RemoveExpiredAsync(afterKey, limit, writtenBefore), cancellationToken) : throw NotRunning();
        }
        finally
        {
            _queries.Release();
        }
    }

    /// <summary>Stores or reads oversized records: rare, so past the queues, and tried again like a batch.</summary>
    public Task<T> UseOversizedAsync<T>(Func<IOversizedRecordRows, Task<T>> use, CancellationToken cancellationToken) =>
        _running ? _retry.RunAsync(() => use(_store), cancellationToken) : throw NotRunning();

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _probe.WaitAsync(cancellationToken);
        Task check;
        try
        {
            check = _running ? _store.CheckAsync() : Task.FromException(NotRunning());
        }
        catch
        {
            _probe.Release();
            throw;
        }

        // The check goes on when its caller gives up, and the next one waits for it.
        _ = check.ContinueWith(_ => _probe.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await check.WaitAsync(cancellationToken);
        _health.Check();
    }

    public Task StopAsync(CancellationToken abandon)
    {
        lock (_stopping)
        {
            return _stopped ??= StopOnceAsync(abandon);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task StopOnceAsync(CancellationToken abandon)
    {
        _running = false;
        await Task.WhenAll(_writes.StopAsync(abandon), _reads.StopAsync(abandon));
        _writes.Dispose();
        _reads.Dispose();

        // A probe on its way still needs the database; the ones behind it find the storage stopped.
        await _probe.WaitAsync(CancellationToken.None);
        await _store.DisposeAsync();
        _probe.Release();
    }

    private Task<TResult> RunAsync<TRequest, TResult>(BatchQueue<TRequest, TResult> queue, RowKey key, TRequest request, CancellationToken cancellationToken) =>
        _running ? queue.RunAsync(key, request, cancellationToken) : Task.FromException<TResult>(NotRunning());

    // Transient: after a stop the same call succeeds in the silo that takes over.
    private PersistenceException NotRunning() =>
        new($"Storage '{_provider}' is not running: it was not started yet, or it was stopped.", isTransient: true);
}
