using System.Threading.Channels;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A bounded queue emptied in batches by one loop. A batch is whatever waits when the one before it is done: a lone request
/// leaves at once, and the slower the database, the larger the batches. No key occurs twice in a batch, and the requests of a
/// key keep their order. Thread-safe.
/// </summary>
internal sealed class BatchQueue<TRequest, TResult> : IDisposable
{
    private readonly Channel<PendingRequest<TRequest, TResult>> _waiting;
    private readonly int _batchMax;
    private readonly Func<TRequest, RowKey> _keyOf;
    private readonly Func<IReadOnlyList<PendingRequest<TRequest, TResult>>, CancellationToken, Task> _handle;
    private readonly CancellationTokenSource _abandoned = new();
    private Task _loop = Task.CompletedTask;

    /// <param name="lengthMax">How many requests may wait; then <see cref="RunAsync"/> waits.</param>
    /// <param name="batchMax">The most requests in a batch.</param>
    /// <param name="keyOf">The row a request is about.</param>
    /// <param name="handle">Completes every request of a batch; its token ends retries when the queue is abandoned.</param>
    public BatchQueue(
        int lengthMax,
        int batchMax,
        Func<TRequest, RowKey> keyOf,
        Func<IReadOnlyList<PendingRequest<TRequest, TResult>>, CancellationToken, Task> handle)
    {
        _waiting = Channel.CreateBounded<PendingRequest<TRequest, TResult>>(new BoundedChannelOptions(lengthMax) { SingleReader = true });
        _batchMax = batchMax;
        _keyOf = keyOf;
        _handle = handle;
    }

    /// <summary>Begins to hand out batches. Called once, before the first request.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Queues a request and waits for its result.</summary>
    /// <exception cref="ChannelClosedException">The queue takes nothing more.</exception>
    public async Task<TResult> RunAsync(TRequest request, CancellationToken cancellationToken)
    {
        var pending = new PendingRequest<TRequest, TResult>(request);
        await _waiting.Writer.WriteAsync(pending, cancellationToken);
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingRequest<TRequest, TResult>)state!).Cancel(token), pending);
        return await pending.Completion;
    }

    /// <summary>Takes nothing more and completes when all that waits has been handled.</summary>
    /// <param name="abandon">Gives up: retries end and what still waits fails.</param>
    public async Task StopAsync(CancellationToken abandon)
    {
        _waiting.Writer.TryComplete();
        await using var registration = abandon.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _abandoned);
        await _loop;
    }

    public void Dispose() => _abandoned.Dispose();

    private async Task LoopAsync()
    {
        var batch = new List<PendingRequest<TRequest, TResult>>();
        var keys = new HashSet<RowKey>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            Take(batch, keys);
            if (batch.Count == 0)
            {
                continue;
            }

            try
            {
                _abandoned.Token.ThrowIfCancellationRequested();
                await _handle(batch, _abandoned.Token);
            }
            // The top of the loop: whatever happens to a batch, its callers hear of it and the next one has its turn.
            catch (Exception e)
            {
                Fail(batch, e);
            }
        }
    }

    private void Take(List<PendingRequest<TRequest, TResult>> batch, HashSet<RowKey> keys)
    {
        batch.Clear();
        keys.Clear();

        // A key that comes again ends the batch: its second write must see what became of the first.
        while (batch.Count < _batchMax
            && _waiting.Reader.TryPeek(out var next)
            && keys.Add(_keyOf(next.Request))
            && _waiting.Reader.TryRead(out next))
        {
            if (next.TryTake())
            {
                batch.Add(next);
            }
        }
    }

    private static void Fail(List<PendingRequest<TRequest, TResult>> batch, Exception exception)
    {
        foreach (var request in batch)
        {
            request.Fail(exception is OperationCanceledException
                ? new PersistenceException("The storage was stopped before the database answered.", isTransient: true, exception)
                : new PersistenceException($"The batch failed: {exception.Message}", isTransient: false, exception));
        }
    }
}
