using System.Threading.Channels;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A bounded queue emptied in batches by one loop. A batch is whatever waits when there is room for one more under way: a lone
/// request leaves at once, and the slower the database, the larger the batches. No key is under way twice, in one batch or in
/// two, and the requests of a key keep their order. Thread-safe.
/// </summary>
internal sealed class BatchQueue<TRequest, TResult> : IDisposable
{
    private readonly Channel<PendingRequest<TRequest, TResult>> _waiting;
    private readonly BatchLimits _limits;
    private readonly Func<TRequest, RowKey> _keyOf;
    private readonly Func<TRequest, int> _bytesOf;
    private readonly Func<IReadOnlyList<PendingRequest<TRequest, TResult>>, CancellationToken, Task> _handle;
    private readonly CancellationTokenSource _abandoned = new();
    private Task _loop = Task.CompletedTask;

    /// <param name="limits">What it may hold.</param>
    /// <param name="keyOf">The row a request is about.</param>
    /// <param name="bytesOf">How many bytes a request adds to its batch.</param>
    /// <param name="handle">Completes every request of a batch; its token ends retries when the queue is abandoned.</param>
    public BatchQueue(
        BatchLimits limits,
        Func<TRequest, RowKey> keyOf,
        Func<TRequest, int> bytesOf,
        Func<IReadOnlyList<PendingRequest<TRequest, TResult>>, CancellationToken, Task> handle)
    {
        _waiting = Channel.CreateBounded<PendingRequest<TRequest, TResult>>(new BoundedChannelOptions(limits.LengthMax) { SingleReader = true });
        _limits = limits;
        _keyOf = keyOf;
        _bytesOf = bytesOf;
        _handle = handle;
    }

    /// <summary>Begins to hand out batches. Called once, before the first request.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Queues a request and waits for its result.</summary>
    /// <exception cref="ChannelClosedException">The queue takes nothing more.</exception>
    public Task<TResult> RunAsync(TRequest request, CancellationToken cancellationToken)
    {
        var pending = new PendingRequest<TRequest, TResult>(request);

        // The common case needs neither a state machine nor a registration.
        return !cancellationToken.CanBeCanceled && _waiting.Writer.TryWrite(pending)
            ? pending.Completion
            : QueueAsync(pending, cancellationToken);
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

    private async Task<TResult> QueueAsync(PendingRequest<TRequest, TResult> pending, CancellationToken cancellationToken)
    {
        await _waiting.Writer.WriteAsync(pending, cancellationToken);
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingRequest<TRequest, TResult>)state!).Cancel(token), pending);
        return await pending.Completion;
    }

    private async Task LoopAsync()
    {
        var underWay = new BatchesUnderWay<TRequest, TResult>(_limits.UnderWayMax, _keyOf);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await underWay.MakeRoomAsync();
            var batch = Take(underWay);
            if (batch.Count > 0)
            {
                underWay.Add(batch, HandleAsync(batch));
            }
            else if (_waiting.Reader.TryPeek(out _))
            {
                // The key that is next is under way.
                await underWay.AnyEndedAsync();
            }
        }

        await underWay.AllEndedAsync();
    }

    private List<PendingRequest<TRequest, TResult>> Take(BatchesUnderWay<TRequest, TResult> underWay)
    {
        var batch = new List<PendingRequest<TRequest, TResult>>(Math.Min(_limits.RowsMax, _waiting.Reader.Count));
        var bytes = 0L;

        // A key that comes again ends the batch: its second write must see what became of the first.
        while (batch.Count < _limits.RowsMax
            && _waiting.Reader.TryPeek(out var next)
            && (batch.Count == 0 || bytes + _bytesOf(next.Request) <= _limits.BytesMax)
            && underWay.TryClaim(_keyOf(next.Request))
            && _waiting.Reader.TryRead(out next))
        {
            if (next.TryTake())
            {
                bytes += _bytesOf(next.Request);
                batch.Add(next);
            }
            else
            {
                underWay.Release(_keyOf(next.Request));
            }
        }

        return batch;
    }

    private async Task HandleAsync(List<PendingRequest<TRequest, TResult>> batch)
    {
        try
        {
            _abandoned.Token.ThrowIfCancellationRequested();
            await _handle(batch, _abandoned.Token);
        }
        // The top of a batch: whatever happens to it, its callers hear of it and the next one has its turn.
        catch (Exception e)
        {
            Fail(batch, e);
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
