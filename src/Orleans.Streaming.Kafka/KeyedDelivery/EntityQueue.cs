namespace Orleans.Streaming.Kafka;

/// <summary>
/// The waiting events of one entity and the batch it has in flight or must repeat; also what that batch reports its end to where it was
/// taken without a call. Owned by the dispatcher's lock.
/// </summary>
internal sealed class EntityQueue(string entity, KeyedDispatcher dispatcher) : IBatchCallback
{
    private readonly Queue<DispatchedEvent> _waiting = new(1);

    // The rest of a batch that failed permanently: its events are delivered one at a time until the failing one is found.
    private Queue<DispatchedEvent>? _singles;

    public string Entity { get; } = entity;

    /// <summary>The id of its grain; default until it is needed. Owned by whoever delivers its batch.</summary>
    public GrainId Grain { get; set; }

    /// <summary>Measures the batch that was taken without a call. Owned by whoever delivers the batch, then by its callback.</summary>
    public Processing Processing { get; set; }

    /// <summary>The batch in flight, or to be repeated. Null when there is none.</summary>
    public DispatchedEvent[]? Batch { get; private set; }

    /// <summary>How many of its events hold a place of the group's window.</summary>
    public int Places { get; set; }

    /// <summary>Whether its events hold no place until some are finished.</summary>
    public bool IsExempt { get; set; }

    /// <summary>How many times the batch failed in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Since when its calls fail with nothing but what nobody can classify, by <see cref="TimeProvider.GetTimestamp"/>; null where they do not.</summary>
    public long? UnclassifiedSince { get; set; }

    /// <summary>Whether it counts among the entities whose calls fail.</summary>
    public bool IsFailing { get; set; }

    /// <summary>Why it gets no further event, or null.</summary>
    public string? Held { get; set; }

    /// <summary>When its call began, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long CalledAt { get; set; }

    /// <summary>The neighbours among the calls in flight (<see cref="CallsInFlight"/>).</summary>
    public EntityQueue? Earlier { get; set; }

    /// <inheritdoc cref="Earlier"/>
    public EntityQueue? Later { get; set; }

    /// <summary>The newest call of the delivery attempt that is under way, or the number of the next one.</summary>
    public CallNumber Call { get; private set; }

    /// <summary>Whether its batch was sent in a call, whose answer may be lost. Set by whoever delivers the batch.</summary>
    public bool IsCalled { get; set; }

    /// <summary>Whether its call holds a place among the calls.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The event that comes next. Not for an empty queue.</summary>
    public DispatchedEvent First => Batch is { } batch ? batch[0] : (_singles ?? _waiting).Peek();

    /// <summary>How many events it has, those in flight included.</summary>
    public int Count => (Batch?.Length ?? 0) + (_singles?.Count ?? 0) + _waiting.Count;

    public bool IsEmpty => Batch is null && _singles is null && _waiting.Count == 0;

    /// <summary>The offset of the event that comes next. Not for an empty queue.</summary>
    public long NextOffset => (Batch is { } batch ? batch[0] : (_singles ?? _waiting).Peek()).Event.Position.Offset;

    void IBatchCallback.Completed(BatchOutcome outcome)
    {
        Processing.End(error: null);
        dispatcher.OnTakenCompleted(this, outcome);
    }

    void IBatchCallback.Failed(Exception exception)
    {
        Processing.End(exception);
        dispatcher.OnTakenFailed(this, exception);
    }

    /// <summary>The delivery attempt has its answer: later ones do not count.</summary>
    public void EndAttempt()
    {
        Call = new CallNumber(Call.Attempt + 1, 0);
        IsCalled = false;
    }

    /// <summary>Whether its batch is to be sent once more: after a timeout, and then after twice, four times, … as long.</summary>
    /// <param name="age">How long the delivery attempt has lasted.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public bool TryRepeat(long age, long timeout)
    {
        // 1, 3, 7, … timeouts after the first call.
        if (!IsCalled || age / timeout < (2L << Call.Repeat) - 1)
        {
            return false;
        }

        Call = Call with { Repeat = Call.Repeat + 1 };
        return true;
    }

    public void Add(DispatchedEvent dispatched) => _waiting.Enqueue(dispatched);

    /// <summary>The batch to send: the failed one again, or the next waiting events, none but the first above an offset.</summary>
    public DispatchedEvent[] TakeBatch(int countMax, long bytesMax, long offsetMax = long.MaxValue) => Batch ??=
        _singles is null ? TakeWaiting(countMax, bytesMax, offsetMax) : TakeSingle(_singles);

    /// <summary>The batch failed for good: its events are delivered one at a time from now on.</summary>
    public void SingleOut()
    {
        _singles = new Queue<DispatchedEvent>(Batch!);
        BatchDone();
    }

    public void BatchDone()
    {
        Batch = null;
        Failures = 0;
    }

    private DispatchedEvent[] TakeSingle(Queue<DispatchedEvent> singles)
    {
        DispatchedEvent[] single = [singles.Dequeue()];
        if (singles.Count == 0)
        {
            _singles = null;
        }

        return single;
    }

    private DispatchedEvent[] TakeWaiting(int countMax, long bytesMax, long offsetMax)
    {
        var count = Math.Min(countMax, _waiting.Count);
        if (count > 1)
        {
            count = CountWithin(count, bytesMax, offsetMax);
        }

        var batch = new DispatchedEvent[count];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = _waiting.Dequeue();
        }

        return batch;
    }

    private int CountWithin(int countMax, long bytesMax, long offsetMax)
    {
        var count = 0;
        foreach (var dispatched in _waiting)
        {
            bytesMax -= dispatched.Pending.Record.Value?.Length ?? 0;
            if (count == countMax || (count > 0 && (bytesMax < 0 || dispatched.Event.Position.Offset > offsetMax)))
            {
                break;
            }

            count++;
        }

        return count;
    }
}
