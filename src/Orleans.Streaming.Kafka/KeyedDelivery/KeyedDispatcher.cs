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
/// A batch that was sent in a call is sent again beside it when no answer comes (decision 0240): the first that says it is done ends
/// it. A failure counts when it is the newest call's. What was taken without a call is answered in this process, and so never sent twice.
/// </para>
/// </remarks>
internal sealed partial class KeyedDispatcher
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly DispatchLimits _limits;
    private readonly FailurePolicy _policy;
    private readonly IEntityDelivery _delivery;
    private readonly FailureJudge _judge;
    private readonly LogThrottle<LogKind> _lines;
    private readonly CircuitBreaker _breaker;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GroupDispatcher _group;
    private readonly DispatchSource _source;
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
    private int _called;
    private int _open;
    private int _failing;
    private int _held;
    private bool _running;
    private bool _over;

    public KeyedDispatcher(
        DispatchLimits limits,
        FailurePolicy policy,
        IEntityDelivery delivery,
        FailureJudge judge,
        LogThrottle<LogKind> lines,
        TimeProvider time,
        ILogger<KeyedDispatcher> logger,
        GroupDispatcher group,
        DispatchSource source,
        CancellationToken ended)
    {
        (_limits, _policy, _delivery, _judge, _breaker) = (limits, policy, delivery, judge, judge.Breaker);
        (_time, _logger, _group, _source, _ended) = (time, logger, group, source, ended);
        _lines = lines;
        source.HandOut = HandOut;
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
        bool wakes;
        lock (_gate)
        {
            Add(entity, dispatched);
            wakes = Refresh();
        }

        Wake(wakes);
    }

    /// <summary>As one by one; and what of them is one entity's goes into one call.</summary>
    public void Enqueue(List<(string Entity, DispatchedEvent Event)> events)
    {
        bool wakes;
        lock (_gate)
        {
            foreach (var (entity, dispatched) in events)
            {
                Add(entity, dispatched);
            }

            wakes = Refresh();
        }

        Wake(wakes);
    }

    /// <summary>Lets calls start.</summary>
    public void Start()
    {
        bool wakes;
        lock (_gate)
        {
            _running = true;
            EndDrain();
            wakes = Refresh();
        }

        Wake(wakes);
    }

    /// <summary>
    /// Lets no call start but for events below one that was given to a call; completes when none is left or in flight, and no dead
    /// letter of theirs on the way. What else waits stays for <see cref="Start"/>.
    /// </summary>
    public Task StopAsync()
    {
        Task drained;
        bool wakes;
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
            wakes = Refresh();
        }

        Wake(wakes);
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

    // Slow calls hold no place among the group's, or a silo that stopped answering would soon hold all of them; nor do those of an assignment
    // that ended, whose answers may be lost. What was taken without a call is none.
    private int Counted => _over ? 0 : Math.Max(_called - Math.Min(_slow, _limits.SlowCallsMax), 0);

    /// <summary>Says in the group what is in flight and ready here; true where nothing was ready.</summary>
    private bool Refresh()
    {
        _group.ChangeCalls(_source, Counted - _source.Calls);
        var before = _source.ReadyHead;
        _source.ReadyHead = MayCall && _ready.TryPeek(out var next) ? next.First.Event.Timestamp.ToUnixTimeMilliseconds() : DispatchSource.Nothing;
        return before == DispatchSource.Nothing && _source.ReadyHead != DispatchSource.Nothing;
    }

    // Calls begin in a work item of the group: neither the agent's scheduler nor its execution context, nor the thread of who completes.
    private void Wake(bool wakes)
    {
        if (wakes)
        {
            _group.Wake();
        }
    }

    private int HandOut(long until, int countMax)
    {
        var count = 0;
        while (count < countMax && (count == 0 || _source.ReadyHead <= until) && Next() is { } queue)
        {
            Deliver(queue, queue.Batch!);
            count++;
        }

        return count;
    }

    private void GiveBackPlaces(int places) => _group.GiveBack(_source, places);

    /// <summary>The entity whose batch is next; null when there is none, or no room for it.</summary>
    private EntityQueue? Next()
    {
        lock (_gate)
        {
            var queue = MayCall && _group.MayCall(_source) ? TakeReady() : null;
            if (queue is not null)
            {
                var batch = queue.TakeBatch(_limits.BatchCountMax, _limits.BatchBytesMax, _drainTo ?? long.MaxValue);
                _highest = Math.Max(_highest, batch[^1].Event.Position.Offset);
                _calls.Add(queue, _time.GetTimestamp());
                _open++;
                _delivered += new DeliveredCount(1, batch.Length);
            }
            else
            {
                EndDrainIfDone();
            }

            Refresh();
            return queue;
        }
    }

    private EntityQueue? TakeReady()
    {
        while (_ready.TryDequeue(out var queue))
        {
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
            Wake(Complete(queue, batch, call.Result));
        }
        else
        {
            // Nobody else ends the attempt before its call is awaited.
            BeginCall(queue);
            _ = CompleteAsync(queue, batch, call, queue.Call);
        }
    }

    private async Task CompleteAsync(EntityQueue queue, DispatchedEvent[] batch, ValueTask<BatchOutcome> call, CallNumber number)
    {
        BatchOutcome outcome;
        try
        {
            outcome = await call;
        }
        catch (Exception e)
        {
            if (TryEndAttempt(queue, number, isFailure: true))
            {
                OnFailure(queue, batch, e);
            }

            return;
        }

        if (TryEndAttempt(queue, number, isFailure: false))
        {
            Wake(Complete(queue, batch, outcome));
        }
    }

    /// <summary>A batch that was taken without a call is done. Called by any thread, often many times in a row: what follows is left to the group's work item.</summary>
    public void OnTakenCompleted(EntityQueue queue, BatchOutcome outcome) => Wake(Complete(queue, queue.Batch!, outcome));

    /// <summary>A batch that was taken without a call is not done.</summary>
    public void OnTakenFailed(EntityQueue queue, Exception error) =>
        // The classifier is the application's code, and the thread somebody else's.
        ThreadPool.UnsafeQueueUserWorkItem(static failed => failed.Dispatcher.OnFailure(failed.Queue, failed.Queue.Batch!, failed.Error), (Dispatcher: this, Queue: queue, Error: error), preferLocal: false);

    /// <summary>The grain took the batch; whether the group is to be woken.</summary>
    private bool Complete(EntityQueue queue, DispatchedEvent[] batch, BatchOutcome outcome)
    {
        ValueTask completion;
        try
        {
            completion = _delivery.CompleteAsync(queue.Entity, batch, outcome, queue.Failures + 1);
        }
        catch (Exception e)
        {
            OnFailure(queue, batch, e);
            return false;
        }

        if (!completion.IsCompletedSuccessfully)
        {
            // Dead letters are being written: the entity waits for them, the window does not.
            _ = EndLaterAsync(queue, batch, completion);
            return false;
        }

        lock (_gate)
        {
            EndCall(queue);
            EndBatch(queue);
            EndOpen();
            return Refresh();
        }
    }

    private async Task EndLaterAsync(EntityQueue queue, DispatchedEvent[] batch, ValueTask completion)
    {
        bool wakes;
        lock (_gate)
        {
            EndCall(queue);
            GiveBackAll(queue);
            wakes = Refresh();
        }

        Wake(wakes);
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
            wakes = Refresh();
        }

        Wake(wakes);
    }

    private void BeginCall(EntityQueue queue)
    {
        lock (_gate)
        {
            (queue.IsCalled, queue.IsCounted) = (true, true);
            _called++;
            Refresh();
        }
    }

    private void EndCall(EntityQueue queue)
    {
        _calls.Remove(queue);
        if (queue.IsCounted)
        {
            queue.IsCounted = false;
            _called--;
        }

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
            OnRecovered(queue);
        }
        else
        {
            _breaker.Succeeded();
        }

        queue.UnclassifiedSince = null;
        if (ReferenceEquals(_trial, queue))
        {
            _trial = null;
            ReleaseWaiting();
        }

        EndTurn(queue);
    }

    // What follows a batch that is out of the way, whether it was taken or is a dead letter.
    private void EndTurn(EntityQueue queue)
    {
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
            Refresh();
            EndDrainIfDone();
            _breaker.Forget(_failing);
            _failing = 0;
        }
    }

    private void Tick()
    {
        bool wakes;
        List<(EntityQueue Queue, DispatchedEvent[] Batch, CallNumber Call)>? unanswered;
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            var now = _time.GetTimestamp();
            unanswered = TakeUnanswered(now);
            CountSlow(now);
            GiveBackSlow();
            if (_waitingForBreaker.Count > 0 && (!_breaker.IsOpen || (_trial is null && now >= _trialAt)))
            {
                ReleaseWaiting();
            }

            wakes = Refresh();
        }

        Wake(wakes);
        if (unanswered is not null)
        {
            // Without the execution context that the timer began with.
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Dispatcher.RepeatAll(work.Unanswered), (Dispatcher: this, Unanswered: unanswered), preferLocal: false);
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} deliveries have been in flight for more than {Age}, the longest to \"{Entity}\"; they hold no place among the group's calls while they last.")]
    private partial void LogSlow(int count, TimeSpan age, string entity);
}
