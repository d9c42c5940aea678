using System.Threading.Channels;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// A queue emptied in batches by one loop; counted requests wait for a place in it. A batch is whatever waits when there is room for one more under way: a lone
/// request leaves at once, and the slower the database, the larger the batches. No key is under way twice, in one batch or in
/// two, and the requests of a key keep their order. Thread-safe.
/// </summary>
internal sealed class BatchQueue<TRequest, TResult> : IDisposable
{
    // More than can wait.
    private const int PlacesWhenStopped = 1 << 30;

    private readonly Channel<PendingRequest<TRequest, TResult>> _waiting;
    private readonly SemaphoreSlim _places;
    private readonly BatchLimits _limits;
    private readonly Func<TRequest, int> _bytesOf;
    private readonly Func<IReadOnlyList<PendingRequest<TRequest, TResult>>, CancellationToken, Task> _handle;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TimeProvider _time;
    private Task _loop = Task.CompletedTask;

    // When a batch was last taken, or the first request of one came.
    private long _takenAt;
    private int _length;

    /// <param name="limits">What it may hold.</param>
    /// <param name="bytesOf">How many bytes a request adds to its batch.</param>
    /// <param name="handle">Completes every request of a batch; its token ends retries when the queue is abandoned.</param>
    /// <param name="time">The clock of <see cref="Age"/>.</param>
    public BatchQueue(
        BatchLimits limits,
        Func<TRequest, int> bytesOf,
        Func<IReadOnlyList<PendingRequest<TRequest, TResult>>, CancellationToken, Task> handle,
        TimeProvider time)
    {
#pragma warning disable RS0030 // Limited by the places; what needs none is limited by who adds it.
        _waiting = Channel.CreateUnbounded<PendingRequest<TRequest, TResult>>(new UnboundedChannelOptions { SingleReader = true });
#pragma warning restore RS0030
        _places = new SemaphoreSlim(limits.LengthMax);
        _limits = limits;
        _bytesOf = bytesOf;
        _handle = handle;
        _time = time;
    }

    /// <summary>How many requests wait.</summary>
    // A channel of one reader does not count.
    public int Length => Math.Max(Volatile.Read(ref _length), 0);

    /// <summary>For how long no request was taken though some wait, counted from when one was last looked for; zero where none waits.</summary>
    public TimeSpan Age => Length == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _takenAt));

    /// <summary>Begins to hand out batches. Called once, before the first request.</summary>
    public void Start()
    {
        Volatile.Write(ref _takenAt, _time.GetTimestamp());
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Queues a request, if need be when there is a place for it, and waits for its result.</summary>
    /// <exception cref="PersistenceException">The queue takes nothing more.</exception>
    public Task<TResult> RunAsync(RowKey key, TRequest request, CancellationToken cancellationToken)
    {
        var pending = new AwaitedRequest<TRequest, TResult>(key, request);

        // The common case needs neither a state machine nor a registration.
        if (cancellationToken.CanBeCanceled || !_places.Wait(0, CancellationToken.None))
        {
            return QueueAsync(pending, cancellationToken);
        }

        Add(pending);
        return pending.Completion;
    }

    /// <summary>Queues a request that is not counted. It fails at once when the queue takes nothing more.</summary>
    public void Add(PendingRequest<TRequest, TResult> pending)
    {
        if (_waiting.Writer.TryWrite(pending))
        {
            Interlocked.Increment(ref _length);
        }
        else
        {
            Release(pending);
            pending.Fail(new PersistenceException("The storage was stopped.", isTransient: true));
        }
    }

    /// <summary>Takes nothing more and completes when all that waits has been handled. Called once.</summary>
    /// <param name="abandon">Gives up: retries end and what still waits fails.</param>
    public async Task StopAsync(CancellationToken abandon)
    {
        _waiting.Writer.TryComplete();

        // Who waits for a place was never in the queue, and hears at once that it takes nothing more.
        _places.Release(PlacesWhenStopped);
        await using var registration = abandon.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _abandoned);
        await _loop;
    }

    // Not the places: somebody may be about to give one back.
    public void Dispose() => _abandoned.Dispose();

    private async Task<TResult> QueueAsync(AwaitedRequest<TRequest, TResult> pending, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        Add(pending);
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((AwaitedRequest<TRequest, TResult>)state!).Cancel(token), pending);
        return await pending.Completion;
    }

    private void Release(PendingRequest<TRequest, TResult> pending)
    {
        if (pending.IsCounted)
        {
            _places.Release();
        }
    }

    private async Task LoopAsync()
    {
        var underWay = new BatchesUnderWay<TRequest, TResult>(_limits.UnderWayMax);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            Volatile.Write(ref _takenAt, _time.GetTimestamp());
            await underWay.MakeRoomAsync();
            var batch = Take(underWay);
            Volatile.Write(ref _takenAt, _time.GetTimestamp());
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
        var batch = new List<PendingRequest<TRequest, TResult>>();
        var bytes = 0L;
        var taken = 0;

        // A key that comes again ends the batch: its second write must see what became of the first. How large a deferred request
        // is, is known when it has been taken: it may be one too many.
        while (batch.Count < _limits.RowsMax
            && bytes < _limits.BytesMax
            && _waiting.Reader.TryPeek(out var next)
            && (batch.Count == 0 || !next.IsCounted || bytes + _bytesOf(next.Request) <= _limits.BytesMax)
            && underWay.TryClaim(next.Key)
            && _waiting.Reader.TryRead(out next))
        {
            taken++;
            Release(next);
            if (next.TryTake())
            {
                bytes += _bytesOf(next.Request);
                batch.Add(next);
            }
            else
            {
                underWay.Release(next.Key);
            }
        }

        Interlocked.Add(ref _length, -taken);
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
