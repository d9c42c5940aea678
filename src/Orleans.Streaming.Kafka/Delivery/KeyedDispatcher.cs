using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Delivers one partition's events: in order per entity, one call in flight per entity, many entities at once, each with
/// all its waiting events as one batch. Thread-safe.
/// </summary>
/// <remarks>
/// Entities take turns: one that has more to do goes to the end of the line. A batch that fails waits out its backoff
/// outside the line, so a failing entity holds no place of the window. Nothing is delivered until <see cref="Start"/>.
/// </remarks>
internal sealed partial class KeyedDispatcher(
    DispatchLimits limits,
    Func<string, DispatchedEvent[], ValueTask<BatchOutcome>> deliver,
    Func<DispatchedEvent[], BatchOutcome, int, ValueTask> complete,
    Action onFailure,
    TimeProvider time,
    ILogger<KeyedDispatcher> logger,
    CancellationToken ended)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EntityQueue> _queues = new(StringComparer.Ordinal);
    private readonly Queue<EntityQueue> _line = new();
    private TaskCompletionSource? _drained;
    private int _workers;
    private bool _running;

    /// <summary>How many calls are in flight.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _workers;
            }
        }
    }

    public void Enqueue(string entity, DispatchedEvent dispatched)
    {
        int wanted;
        lock (_gate)
        {
            if (!_queues.TryGetValue(entity, out var queue))
            {
                queue = new EntityQueue(entity);
                _queues.Add(entity, queue);
                _line.Enqueue(queue);
            }

            queue.Add(dispatched);
            wanted = HireWorkers();
        }

        StartWorkers(wanted);
    }

    /// <summary>Lets calls start.</summary>
    public void Start()
    {
        int wanted;
        lock (_gate)
        {
            _running = true;
            wanted = HireWorkers();
        }

        StartWorkers(wanted);
    }

    /// <summary>Lets no further call start; completes when none is in flight. What waits stays for <see cref="Start"/>.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _running = false;
            if (_workers == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private int HireWorkers()
    {
        if (!_running)
        {
            return 0;
        }

        var wanted = Math.Min(_line.Count, limits.EntitiesInFlightMax - _workers);
        _workers += Math.Max(wanted, 0);
        return wanted;
    }

    private void StartWorkers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            // Neither the agent's scheduler nor its execution context: a call belongs to the partition, not to the turn that read it.
            ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.WorkAsync(), this, preferLocal: false);
        }
    }

    private async Task WorkAsync()
    {
        while (TakeNext(out var batch) is { } queue)
        {
            try
            {
                var outcome = await deliver(queue.Entity, batch);
                await complete(batch, outcome, queue.Failures + 1);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // The partition ended; its new owner delivers the batch again.
                continue;
            }
            catch (Exception e)
            {
                // Whatever the grain or the way to it threw, the batch is not done: it is repeated until it is.
                _ = RepeatLaterAsync(queue, batch, e);
                continue;
            }

            BatchDone(queue);
        }
    }

    private EntityQueue? TakeNext(out DispatchedEvent[] batch)
    {
        lock (_gate)
        {
            if (_running && !ended.IsCancellationRequested && _line.TryDequeue(out var queue))
            {
                batch = queue.TakeBatch(limits.BatchCountMax);
                return queue;
            }

            batch = [];
            if (--_workers == 0 && !_running)
            {
                _drained?.TrySetResult();
                _drained = null;
            }

            return null;
        }
    }

    private void BatchDone(EntityQueue queue)
    {
        lock (_gate)
        {
            if (queue.Failures > 0)
            {
                LogRecovered(queue.Entity, queue.Failures);
            }

            queue.BatchDone();
            if (queue.IsEmpty)
            {
                _queues.Remove(queue.Entity);
            }
            else
            {
                _line.Enqueue(queue);
            }
        }
    }

    private async Task RepeatLaterAsync(EntityQueue queue, DispatchedEvent[] batch, Exception error)
    {
        onFailure();
        var failures = ++queue.Failures;
        // The 1st, 2nd, 4th, 8th … failure: a database that is away for an hour must not fill the disk.
        if (int.IsPow2(failures))
        {
            LogFailed(queue.Entity, batch[0].Event.Position, batch.Length, failures, error);
        }

        try
        {
            await Task.Delay(limits.Retry.DelayAfter(failures, Random.Shared.NextDouble()), time, ended);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        int wanted;
        lock (_gate)
        {
            _line.Enqueue(queue);
            wanted = HireWorkers();
        }

        StartWorkers(wanted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery to \"{Entity}\" failed (first event {Position}, {Count} in the batch, {Failures} times in a row) and is repeated.")]
    private partial void LogFailed(string entity, RecordPosition position, int count, int failures, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivery to \"{Entity}\" succeeded after {Failures} failures.")]
    private partial void LogRecovered(string entity, int failures);
}
