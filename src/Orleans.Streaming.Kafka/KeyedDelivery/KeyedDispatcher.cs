using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Delivers one partition's events: in order per entity, one call in flight per entity, many entities at once, each with
/// all its waiting events as one batch. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Entities take turns: one that has more to do goes to the end of the ready queue. A batch that fails waits out its backoff
/// outside the ready queue, so a failing entity holds no place of the window; nor does one whose call is slow, or whose dead letter
/// is being written. Nothing is delivered until <see cref="Start"/>.
/// </para>
/// <para>
/// A batch is sent again only once its call has returned: Orleans ends a call to a silo that died, so only a call that
/// outlived its own timeout leaves it open whether the receiver is still at it. Then the entity is held. A call that outlives
/// its assignment is waited for by the next dispatcher of the same partition in this silo.
/// </para>
/// </remarks>
internal sealed partial class KeyedDispatcher
{
    // As many batches a pump hands out before the next partition's turn: all of them deliver what is about as old.
    private const int HandOutMax = 32;

    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    // Who hands batches out waits for none of them: more at once than processors help nobody.
    private static readonly int PumpsMax = Environment.ProcessorCount;

    private readonly DispatchLimits _limits;
    private readonly FailurePolicy _policy;
    private readonly IEntityDelivery _delivery;
    private readonly IFailureClassifier _classifier;
    private readonly CircuitBreaker _breaker;
    private readonly CutOffCalls _cutOff;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<int> _giveBack;
    private readonly CancellationToken _ended;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EntityQueue> _queues = new(StringComparer.Ordinal);
    private readonly Queue<EntityQueue> _ready = new();

    // Entities that wait while the circuit breaker is open.
    private readonly Queue<EntityQueue> _waitingForBreaker = new();
    private readonly CallsInFlight _calls = new();
    private TaskCompletionSource? _drained;
    private EntityQueue? _trial;
    private EntityQueue? _firstHeld;
    private long _trialAt;
    private long _slowBefore = long.MinValue;
    private int _slow;
    private int _pumps;
    private int _open;
    private int _failing;
    private int _held;
    private bool _running;
    private bool _over;

    public KeyedDispatcher(
        DispatchLimits limits,
        FailurePolicy policy,
        IEntityDelivery delivery,
        IFailureClassifier classifier,
        CircuitBreaker breaker,
        CutOffCalls cutOff,
        TimeProvider time,
        ILogger<KeyedDispatcher> logger,
        Action<int> giveBack,
        CancellationToken ended)
    {
        (_limits, _policy, _delivery, _classifier, _breaker, _cutOff) = (limits, policy, delivery, classifier, breaker, cutOff);
        (_time, _logger, _giveBack, _ended) = (time, logger, giveBack, ended);
        _timer = time.CreateTimer(static self => ((KeyedDispatcher)self!).Tick(), this, TickInterval, TickInterval);
        ended.UnsafeRegister(static self => ((KeyedDispatcher)self!).OnEnded(), this);
    }

    /// <summary>How many calls are in flight.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    /// <summary>How it fares now.</summary>
    public DeliveryCondition Condition
    {
        get
        {
            lock (_gate)
            {
                return new DeliveryCondition(
                    _slow,
                    _calls.Oldest is { } oldest ? _time.GetElapsedTime(oldest.CalledAt) : TimeSpan.Zero,
                    _calls.Oldest?.Entity,
                    _failing,
                    _held,
                    _firstHeld?.Held,
                    DeadLettersPending: 0);
            }
        }
    }

    public void Enqueue(string entity, DispatchedEvent dispatched)
    {
        int wanted;
        lock (_gate)
        {
            Add(entity, dispatched);
            wanted = ReservePumps();
        }

        StartPumps(wanted);
    }

    /// <summary>As one by one; and what of them is one entity's goes into one call. Hands out what it can by itself, so that calls begin in the order in which partitions are dispatched.</summary>
    public void Enqueue(List<(string Entity, DispatchedEvent Event)> events)
    {
        lock (_gate)
        {
            foreach (var (entity, dispatched) in events)
            {
                Add(entity, dispatched);
            }
        }

        HandOut(events.Count);
        int wanted;
        lock (_gate)
        {
            wanted = ReservePumps();
        }

        StartPumps(wanted);
    }

    /// <summary>Lets calls start.</summary>
    public void Start()
    {
        int wanted;
        lock (_gate)
        {
            _running = true;
            EndDrain();
            wanted = ReservePumps();
        }

        StartPumps(wanted);
    }

    /// <summary>
    /// Lets no call start but for events below one that was given to a call; completes when none is left or in flight, and no dead
    /// letter of theirs on the way. What else waits stays for <see cref="Start"/>.
    /// </summary>
    public Task StopAsync()
    {
        Task drained;
        int wanted;
        lock (_gate)
        {
            _running = false;
            GiveBackEverything();
            BeginDrain();
            if (EndDrainIfDone())
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            wanted = ReservePumps();
        }

        StartPumps(wanted);
        return drained;
    }

    private void Add(string entity, DispatchedEvent dispatched)
    {
        ref var queue = ref CollectionsMarshal.GetValueRefOrAddDefault(_queues, entity, out var exists);
        if (exists)
        {
            queue!.Add(dispatched);
            TakePlace(queue);
            return;
        }

        queue = new EntityQueue(entity, this);
        queue.Add(dispatched);
        TakePlace(queue);
        EnqueueReady(queue);
    }

    // Slow calls hold no place of the window, or a silo that stopped answering would soon hold all of it.
    private int Window => _limits.EntitiesInFlightMax + Math.Min(_slow, _limits.SlowCallsMax);

    private bool HasRoom => MayCall && _calls.Count < Window;

    private int ReservePumps()
    {
        if (!HasRoom)
        {
            return 0;
        }

        var wanted = Math.Max(Math.Min(Math.Min(_ready.Count, Window - _calls.Count), PumpsMax) - _pumps, 0);
        _pumps += wanted;
        return wanted;
    }

    private void StartPumps(int count)
    {
        for (var i = 0; i < count; i++)
        {
            // Neither the agent's scheduler nor its execution context: a call belongs to the partition, not to the turn that read it.
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Pump(), this, preferLocal: false);
        }
    }

    private void Pump()
    {
        HandOut(HandOutMax);
        int wanted;
        lock (_gate)
        {
            _pumps--;
            wanted = ReservePumps();
        }

        StartPumps(wanted);
    }

    private void HandOut(int countMax)
    {
        for (var count = 0; count < countMax && Next() is { } queue; count++)
        {
            Deliver(queue, queue.Batch!);
        }
    }

    /// <summary>The entity whose batch is next; null when there is none, or no room for it.</summary>
    private EntityQueue? Next()
    {
        lock (_gate)
        {
            if (HasRoom && TakeReady() is { } queue)
            {
                var batch = queue.TakeBatch(_limits.BatchCountMax, _limits.BatchBytesMax, _drainTo ?? long.MaxValue);
                _highest = Math.Max(_highest, batch[^1].Event.Position.Offset);
                _calls.Add(queue, _time.GetTimestamp());
                _open++;
                return queue;
            }

            EndDrainIfDone();
            return null;
        }
    }

    private EntityQueue? TakeReady()
    {
        while (_ready.TryDequeue(out var queue))
        {
            if (WaitsForEarlierCall(queue))
            {
                continue;
            }

            if (queue.Failures > 0 || !_breaker.IsOpen || TryBeginTrial(queue))
            {
                return queue;
            }

            _waitingForBreaker.Enqueue(queue);
        }

        return null;
    }

    private bool TryBeginTrial(EntityQueue queue)
    {
        if (_trial is not null || _time.GetTimestamp() < _trialAt)
        {
            return false;
        }

        _trial = queue;
        return true;
    }

    private void Deliver(EntityQueue queue, DispatchedEvent[] batch)
    {
        ValueTask<BatchOutcome> call;
        try
        {
            if (_delivery.Deliver(queue, batch, out call))
            {
                return;
            }
        }
        catch (Exception e)
        {
            // Whatever the way to the grain threw, the batch is not done.
            OnFailure(queue, batch, e);
            return;
        }

        if (call.IsCompletedSuccessfully)
        {
            StartPumps(Complete(queue, batch, call.Result));
        }
        else
        {
            _ = CompleteAsync(queue, batch, call);
        }
    }

    private async Task CompleteAsync(EntityQueue queue, DispatchedEvent[] batch, ValueTask<BatchOutcome> call)
    {
        BatchOutcome outcome;
        try
        {
            outcome = await call;
        }
        catch (Exception e)
        {
            OnFailure(queue, batch, e);
            return;
        }

        StartPumps(Complete(queue, batch, outcome));
    }

    /// <summary>A batch that was taken without a call is done. Called by any thread, often many times in a row: what follows is left to a pump.</summary>
    public void OnTakenCompleted(EntityQueue queue, BatchOutcome outcome) => StartPumps(Complete(queue, queue.Batch!, outcome));

    /// <summary>A batch that was taken without a call is not done.</summary>
    public void OnTakenFailed(EntityQueue queue, Exception error) =>
        // The classifier is the application's code, and the thread somebody else's.
        ThreadPool.UnsafeQueueUserWorkItem(static failed => failed.Dispatcher.OnFailure(failed.Queue, failed.Queue.Batch!, failed.Error), (Dispatcher: this, Queue: queue, Error: error), preferLocal: false);

    /// <summary>The grain took the batch; how many pumps are to be started.</summary>
    private int Complete(EntityQueue queue, DispatchedEvent[] batch, BatchOutcome outcome)
    {
        ValueTask completion;
        try
        {
            completion = _delivery.CompleteAsync(queue.Entity, batch, outcome, queue.Failures + 1);
        }
        catch (Exception e)
        {
            OnFailure(queue, batch, e);
            return 0;
        }

        if (!completion.IsCompletedSuccessfully)
        {
            // Dead letters are being written: the entity waits for them, the window does not.
            _ = EndLaterAsync(queue, batch, completion);
            return 0;
        }

        lock (_gate)
        {
            EndCall(queue);
            EndBatch(queue);
            EndOpen();
            return ReservePumps();
        }
    }

    private async Task EndLaterAsync(EntityQueue queue, DispatchedEvent[] batch, ValueTask completion)
    {
        int wanted;
        lock (_gate)
        {
            RemoveCall(queue);
            GiveBackAll(queue);
            wanted = ReservePumps();
        }

        StartPumps(wanted);
        try
        {
            await completion;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The partition ended; its new owner delivers the batch again.
            Close();
            return;
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                // As if its call had only now returned.
                _calls.Add(queue, _time.GetTimestamp());
            }

            OnFailure(queue, batch, e);
            return;
        }

        lock (_gate)
        {
            EndBatch(queue);
            EndOpen();
            wanted = ReservePumps();
        }

        StartPumps(wanted);
    }

    private void EndCall(EntityQueue queue)
    {
        RemoveCall(queue);
        if (_slow > 0 && queue.CalledAt <= _slowBefore)
        {
            _slow--;
        }
    }

    private void EndOpen()
    {
        _open--;
        EndDrainIfDone();
    }

    private void Close()
    {
        lock (_gate)
        {
            EndOpen();
        }
    }

    private void EndBatch(EntityQueue queue)
    {
        if (queue.Failures > 0)
        {
            LogRecovered(queue.Entity, queue.Failures);
            EndFailing(queue, isRecovered: true);
        }
        else
        {
            _breaker.Succeeded();
        }

        if (ReferenceEquals(_trial, queue))
        {
            _trial = null;
            ReleaseWaiting();
        }

        queue.BatchDone();
        GiveBackFinished(queue);
        if (queue.IsEmpty)
        {
            _queues.Remove(queue.Entity);
        }
        else
        {
            EnqueueReady(queue);
        }
    }

    // One after each trial that succeeds; all once the circuit breaker is closed.
    private void ReleaseWaiting()
    {
        var count = _breaker.IsOpen ? Math.Min(_waitingForBreaker.Count, 1) : _waitingForBreaker.Count;
        for (var i = 0; i < count; i++)
        {
            EnqueueReady(_waitingForBreaker.Dequeue());
        }
    }

    private void OnEnded()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _over = true;
            GiveBackEverything();
            CutOffCallsInFlight();
            EndDrainIfDone();
            _breaker.Forget(_failing);
            _failing = 0;
        }
    }

    private void Tick()
    {
        int wanted;
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            var now = _time.GetTimestamp();
            CountSlow(now);
            GiveBackSlow();
            if (_waitingForBreaker.Count > 0 && (!_breaker.IsOpen || (_trial is null && now >= _trialAt)))
            {
                ReleaseWaiting();
            }

            wanted = ReservePumps();
        }

        StartPumps(wanted);
    }

    private void CountSlow(long now)
    {
        var before = _slow;
        _slowBefore = now - (long)(_limits.SlowCallAge.TotalSeconds * _time.TimestampFrequency);
        _slow = _calls.CountSince(_slowBefore);
        if (_slow > 0 && before == 0)
        {
            LogSlow(_slow, _limits.SlowCallAge, _calls.Oldest!.Entity);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} deliveries have been in flight for more than {Age}, the longest to \"{Entity}\"; they hold no place of the window while they last.")]
    private partial void LogSlow(int count, TimeSpan age, string entity);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivery to \"{Entity}\" succeeded after {Failures} failures.")]
    private partial void LogRecovered(string entity, int failures);
}
