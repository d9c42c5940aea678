using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One subscriber's place in one stream. The agent moves it on only after the delivery of what it stands on, so moving on
/// completes that delivery, unless it was reported as failed. Never throws for a record's sake: a cursor that throws would
/// leave its subscriber without one. Owned by its agent's scheduler.
/// </summary>
internal sealed class KafkaStreamCursor : IQueueCacheCursor
{
    private readonly KafkaQueueCache _cache;
    private readonly StreamBacklog _backlog;
    private readonly Queue<StreamRecord> _redo = new();
    private StreamRecord _at;
    private KafkaStreamSequenceToken? _passed;
    private RewindRequest? _rewind;
    private KafkaStreamBatch? _batch;
    private StreamRecord[] _records = [];
    private StreamDelivery? _haltedDelivery;
    private bool _halted;
    private bool _failed;
    private bool _disposed;

    /// <summary>Creates it.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="backlog">The stream.</param>
    /// <param name="at">The record behind which it begins.</param>
    /// <param name="rewind">What it is given first: older records, read again; or null.</param>
    public KafkaStreamCursor(KafkaQueueCache cache, StreamBacklog backlog, StreamRecord at, RewindRequest? rewind)
    {
        (_cache, _backlog, _at, _rewind) = (cache, backlog, at, rewind);
        backlog.Attach(this);
    }

    /// <summary>The last offset it is past.</summary>
    public long PassedOffset => _at.Offset;

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
        if (_disposed || _halted)
        {
            return QueueCacheCursorMoveResult.NoData;
        }

        var attempts = 0;
        if (_batch is { } batch)
        {
            attempts = _failed ? batch.Attempts : 0;
            Leave();
        }

        return Take(attempts) ? QueueCacheCursorMoveResult.Success : QueueCacheCursorMoveResult.NoData;
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
        // Of several, the one that fails is found first: they go again one by one.
        if (_records is not [var record] || _batch is not { } batch)
        {
            return;
        }

        switch (_cache.Options.OnFailure)
        {
            case StreamFailurePolicy.DeadLetter:
                await (record.DeadLetter ??= _cache.WriteDeadLetterAsync(record, batch.Attempts));
                break;
            case StreamFailurePolicy.HaltStream:
                Halt(record);
                break;
        }
    }

    public void MoveTo(StreamRecord before) => _at = before;

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        // The agent lets go of a cursor only between deliveries: one that was tried and did not fail is complete.
        if (_batch is { Attempts: > 0 } && !_failed)
        {
            Pass();
        }

        EndFlight();
        _batch = null;
        _haltedDelivery?.Resumed(_backlog.Stream);
        _rewind?.Cancel();
        _backlog.Detach(this, _at.Offset);
        _cache.LookAt(_backlog);
    }

    private void Leave()
    {
        if (!_failed || _records is [{ DeadLetter.IsCompletedSuccessfully: true }])
        {
            Pass();
            _backlog.Trim();
        }
        else if (_redo.Count == 0)
        {
            // What is repeated already keeps its place at the front until it is passed.
            foreach (var record in _records.Where(r => !r.IsDropped))
            {
                _redo.Enqueue(record);
            }
        }

        // After the finish: who waits for the drain commits what is finished.
        EndFlight();
        _failed = false;
        _batch = null;
    }

    private void Pass()
    {
        var last = _records[^1];
        _passed = last.Token;
        if (_redo.TryPeek(out var again) && ReferenceEquals(again, last))
        {
            _redo.Dequeue();
        }

        if (last.Delivery is not null && !last.IsDropped)
        {
            _at = last;
        }
    }

    private bool Take(int attempts)
    {
        _records = [.. Peek()];
        if (_records.Length == 0 || (_records[0].Delivery is { } delivery && !delivery.TryBeginFlight()))
        {
            // What is to be repeated waits for the next move.
            _records = [];
            return false;
        }

        if (_redo.Count == 0 && _records[0].Delivery is null)
        {
            _rewind!.Take(_records.Length);
        }

        _batch = new KafkaStreamBatch(
            _backlog.Stream,
            Array.ConvertAll(_records, r => r.Value),
            Array.ConvertAll(_records, r => r.Token),
            _records[0].Delivery is null ? TokenOrigin.Reread : TokenOrigin.Delivery,
            _records is [var only] ? StreamContextHeaders.Read(only.Record.Headers) : [],
            attempts);
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
                return old;
            }

            // It met the live records: they begin where the reading ended, or above it where it was to begin among them.
            SkipBelow(_rewind.From!.Value);
            _rewind = null;
        }

        return PeekLive();
    }

    private void SkipBelow(long offset)
    {
        while (_at.Next is { } next && next.Offset < offset)
        {
            _at = next;
        }
    }

    private List<StreamRecord> PeekLive()
    {
        // After a new assignment records come again that this subscriber is past.
        while (_passed is not null && _at.Next is { } seen && seen.Token.CompareTo(_passed) <= 0)
        {
            _at = seen;
        }

        var live = new List<StreamRecord>(1);
        for (var next = _at.Next; next is not null && live.Count < _cache.Options.BatchCountMax; next = next.Next)
        {
            live.Add(next);
        }

        return live;
    }

    private void Halt(StreamRecord record)
    {
        _halted = true;
        _haltedDelivery = record.Delivery;
        _haltedDelivery?.Halted(_backlog.Stream);
        EndFlight();
        _batch = null;
        _cache.LogHalted(record);
    }

    private void EndFlight()
    {
        if (_batch is not null && _records[0].Delivery is { } delivery)
        {
            delivery.EndFlight();
        }
    }
}
