using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One subscriber's place in one stream. The agent moves it on only after the delivery of its current records, so moving on
/// completes that delivery, unless it was reported as failed. Never throws for a record's sake: a cursor that throws would
/// leave its subscriber without one. Owned by its agent's scheduler.
/// </summary>
internal sealed class KafkaStreamCursor : IQueueCacheCursor
{
    private readonly KafkaQueueCache _cache;
    private readonly StreamBacklog _backlog;
    private readonly Queue<StreamRecord> _redo = new();
    private readonly FailureRun _failures;
    private StreamRecord _at;
    private KafkaStreamSequenceToken? _passed;
    private RewindRequest? _rewind;
    private KafkaStreamBatch? _batch;
    private StreamRecord[] _records = [];
    private StreamDelivery? _haltedDelivery;
    private StreamRecord? _haltedAt;

    // How often what is repeated was tried: all of it as one batch, and its first alone.
    private int _attemptsTogether;
    private int _attempts;
    private bool _failed;
    private bool _disposed;
    private bool _isBehindItsToken;

    /// <summary>Creates it.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="backlog">The stream.</param>
    /// <param name="at">The record behind which it begins.</param>
    /// <param name="rewind">What it is given first: older records, read again; or null.</param>
    public KafkaStreamCursor(KafkaQueueCache cache, StreamBacklog backlog, StreamRecord at, RewindRequest? rewind)
    {
        (_cache, _backlog, _at, _rewind, _failures) = (cache, backlog, at, rewind, cache.NewFailureRun());
        backlog.Attach(this);
    }

    /// <summary>The last offset it is past.</summary>
    public long PassedOffset => _at.Offset;

    public StreamBacklog Backlog => _backlog;

    /// <summary>
    /// Whether its subscriber answered the delivery that is under way with a token: it resumes there. The agent takes a cursor for the very same
    /// token, and moves that on once, past the event of the token, before it delivers.
    /// </summary>
    public bool IsAnsweredWith(StreamSequenceToken token) => ReferenceEquals(_batch?.Attempt?.Answer, token);

    /// <summary>It begins where it is to begin: the agent's first move, which is to pass the event of a token, moves it nowhere.</summary>
    public void BeBehindItsToken() => _isBehindItsToken = true;

    public bool IsRewinding => _rewind is not null;

    /// <summary>Whether something it can deliver has come since the agent last looked.</summary>
    public bool WantsWake => _rewind is not null && _rewind.TakeNews();

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _batch;
    }

    public bool MoveNext() => MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success;

    public QueueCacheCursorMoveResult MoveNextWithResult()
    {
        if (_disposed || _haltedDelivery is not null)
        {
            return QueueCacheCursorMoveResult.NoData;
        }

        if (_isBehindItsToken)
        {
            _isBehindItsToken = false;
            return QueueCacheCursorMoveResult.NoData;
        }

        if (_batch is not null)
        {
            Leave();
        }

        return Take() ? QueueCacheCursorMoveResult.Success : QueueCacheCursorMoveResult.NoData;
    }

    public void Refresh(StreamSequenceToken token)
    {
        // It looks at the stream's records whenever it is moved.
    }

    public void RecordDeliveryFailure() => _failed = _batch is not null;

    /// <summary>Whether its delivery of a batch was given up.</summary>
    public bool HasFailedOn(StreamSequenceToken? token) => _failed && _batch is not null && _batch.SequenceToken.Equals(token);

    /// <summary>The topic's policy decides on the delivery that was given up.</summary>
    public async Task ApplyFailurePolicyAsync()
    {
        // Of several, the one that fails is found first: they go again one by one. And what an assignment has dropped comes again with the next.
        if (!_failures.IsPermanent || _records is not [{ IsDropped: false } record] || _batch?.Attempt is not { } attempt)
        {
            return;
        }

        switch (_cache.Options.OnFailure)
        {
            case FailurePolicy.DeadLetter:
                await (record.DeadLetter ??= _cache.WriteDeadLetterAsync(record, attempt.Attempts));
                _failures.DeadLettered();
                break;
            case FailurePolicy.Halt:
                Halt(record);
                break;
        }
    }

    /// <summary>Its stream's records are another assignment's from here on.</summary>
    /// <param name="before">The record before the first.</param>
    /// <param name="floor">From which offset on all of the stream's records come.</param>
    /// <param name="isSameTopic">Whether the topic is the one before.</param>
    public void MoveTo(StreamRecord before, long floor, bool isSameTopic)
    {
        _at = before;
        if (_haltedDelivery is not null)
        {
            Resume(floor, isSameTopic);
        }
        else if (isSameTopic)
        {
            _rewind?.EndAt(floor);
        }
        else
        {
            // What was to be read again is gone with the topic.
            EndRewind();
        }
    }

    /// <summary>The agent is gone: what it still has under way counts no more.</summary>
    public void CloseFailures() => _failures.Close();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        // The agent lets go of a cursor between deliveries; or amid one, when its subscriber subscribes again and says where to begin.
        if (_batch?.Attempt is { IsDelivered: true } || IsDeadLetter)
        {
            Pass();
        }

        EndAttempt();
        _failures.Close();
        _haltedDelivery?.Resumed(_backlog.Stream);
        EndRewind();
        _backlog.Detach(this, _at.Offset);
        _cache.LookAt(_backlog);
    }

    private bool IsDeadLetter => _batch is not null && _records is [{ DeadLetter.IsCompletedSuccessfully: true }];

    private void Leave()
    {
        var attempt = _batch!.Attempt!;
        if ((attempt.IsOver && !_failed) || IsDeadLetter)
        {
            Pass();
            _backlog.Trim();
        }
        else
        {
            Repeat(attempt.Attempts);
        }

        // After the finish: who waits for the drain commits what is finished.
        EndAttempt();
        _failed = false;
    }

    private void Repeat(int attempts)
    {
        _attempts = attempts;
        if (_redo.Count > 0)
        {
            // What is repeated already keeps its place at the front until it is passed.
            return;
        }

        _attemptsTogether = attempts;
        foreach (var record in _records.Where(r => !r.IsDropped))
        {
            _redo.Enqueue(record);
        }
    }

    private void Pass()
    {
        var last = _records[^1];
        _passed = last.Token;
        if (_redo.TryPeek(out var again) && ReferenceEquals(again, last))
        {
            _redo.Dequeue();
            _attempts = _attemptsTogether;
        }

        if (last.Delivery is not null && !last.IsDropped)
        {
            _at = last;
        }
    }

    private bool Take()
    {
        _records = [.. Peek()];
        var isRepeated = _redo.Count > 0;
        // What is to be repeated waits for the next move where deliveries are stopped.
        if (_records.Length == 0 || _cache.DeliveryOf(_records[0]).TryBegin(_records, isRepeated ? _attempts : 0, _failures) is not { } attempt)
        {
            _records = [];
            return false;
        }

        var isReread = _records[0].Delivery is null;
        if (isReread && !isRepeated)
        {
            _rewind!.Take(_records.Length);
        }

        _batch = new KafkaStreamBatch(
            _backlog.Stream,
            Array.ConvertAll(_records, r => r.Value),
            Array.ConvertAll(_records, r => r.Token),
            Array.ConvertAll(_records, r => StreamEventMetadata.Of(r.Record)),
            isReread ? TokenOrigin.Reread : TokenOrigin.Delivery,
            _cache.Options.CarriesRequestContext ? StreamContextHeaders.Read(_records[0].Record.Headers) : [],
            attempt,
            _cache.Options.CarriesRequestContext ? _cache.ReadContextValues(_records[0].Record) : null);
        return true;
    }

    private IEnumerable<StreamRecord> Peek()
    {
        while (_redo.TryPeek(out var again) && again.IsDropped)
        {
            _redo.Dequeue();
        }

        if (_redo.TryPeek(out var first))
        {
            return [first];
        }

        if (_rewind is not null)
        {
            var old = _rewind.Peek(_cache.Options.BatchCountMax);
            if (old.Count > 0 || !_rewind.IsComplete)
            {
                return OfOneContext(old);
            }

            // It met the live records: they begin where the reading ended, or above it where it was to begin among them.
            Skip(_rewind.IsAbove);
            EndRewind();
        }

        return OfOneContext(PeekLive());
    }

    // What it does not want it is past all the same: nobody else may wait for that.
    private void Skip(Func<StreamRecord, bool> isUnwanted)
    {
        var before = _at;
        while (_at.Next is { } next && isUnwanted(next))
        {
            _at = next;
        }

        if (!ReferenceEquals(before, _at))
        {
            _cache.LookAt(_backlog);
        }
    }

    private List<StreamRecord> PeekLive()
    {
        // After a new assignment records come again that this subscriber is past.
        Skip(seen => _passed is not null && seen.Token.CompareTo(_passed) <= 0);

        var live = new List<StreamRecord>(1);
        for (var next = _at.Next; next is not null && live.Count < _cache.Options.BatchCountMax; next = next.Next)
        {
            live.Add(next);
        }

        return live;
    }

    // A call has one request context.
    private IEnumerable<StreamRecord> OfOneContext(IReadOnlyList<StreamRecord> records) => records.Count < 2 || !_cache.Options.CarriesRequestContext
        ? records
        : records.TakeWhile(r => StreamContextHeaders.AreSame(r.Record.Headers, records[0].Record.Headers));

    private void Halt(StreamRecord record)
    {
        (_haltedDelivery, _haltedAt) = (_cache.DeliveryOf(record), record);
        _haltedDelivery.Halted(_backlog.Stream);
        EndAttempt();
        _failures.Forget();
        // What would be read for it nobody takes.
        EndRewind();
        _cache.LogHalted(record);
    }

    // What it was halted at comes live again, or is read again once more where it lies below that: nobody else hands it out.
    private void Resume(long floor, bool isSameTopic)
    {
        _haltedDelivery!.Resumed(_backlog.Stream);
        var at = _haltedAt!;
        (_haltedDelivery, _haltedAt, _failed) = (null, null, false);
        _redo.Clear();
        if (isSameTopic && at.Delivery is null && at.Offset < floor)
        {
            _rewind = _cache.ReadAgain(this, at.Token, floor);
        }
    }

    private void EndRewind()
    {
        if (_rewind is { } rewind)
        {
            _rewind = null;
            rewind.Cancel();
            _cache.RewindEnded(this);
        }
    }

    private void EndAttempt()
    {
        _batch?.Attempt!.End();
        _batch = null;
    }
}
