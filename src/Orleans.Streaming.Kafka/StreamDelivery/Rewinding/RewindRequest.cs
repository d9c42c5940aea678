namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one subscriber is to be given again of its stream: from an offset or a time up to where its live records begin.
/// Written by the rewinder's thread, read by the agent's scheduler. Thread-safe.
/// </summary>
/// <remarks>Once full it takes nothing until half of it is gone: a reading that is resumed must be worth it.</remarks>
internal sealed class RewindRequest
{
    private const int RecordsMax = 500;

    private readonly RewindMemory _memory;
    private readonly Action _changed;
    private readonly Lock _gate = new();
    private readonly List<StreamRecord> _records = [];
    private readonly long _start;
    private long _until;
    private long _bytes;
    private bool _isCut;
    private bool _full;
    private bool _news;
    private bool _complete;
    private bool _cancelled;
    private bool _left;

    /// <summary>Creates it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="topicId">The topic's id in the assignment it belongs to.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="until">The first offset it does not need.</param>
    /// <param name="memory">What it may hold.</param>
    /// <param name="changed">Called when it has room again, or needs nothing more.</param>
    public RewindRequest(StreamId stream, Guid topicId, KafkaStreamSequenceToken start, long until, RewindMemory memory, Action changed)
    {
        (Stream, TopicId, Time, _until, _memory, _changed) = (stream, topicId, start.Time, until, memory, changed);
        From = (start.Time, start.Origin) switch
        {
            (not null, _) => null,
            (_, TokenOrigin.Reread) => start.Position.Offset + 1,
            _ => start.Position.Offset,
        };
        _start = From ?? 0;
        memory.Join();
    }

    public StreamId Stream { get; }

    /// <summary>The topic's id in the assignment it belongs to.</summary>
    public Guid TopicId { get; }

    /// <summary>The next offset it needs; null until the time it begins at is resolved. Owned by the rewinder until it is complete.</summary>
    public long? From { get; set; }

    /// <summary>Whether the subscriber, which got all of it, begins above this live record or had it already.</summary>
    public bool IsAbove(StreamRecord live)
    {
        lock (_gate)
        {
            // After a cut the offsets it was read up to may be another log's; where it was to begin still counts.
            return !_isCut ? live.Offset < From : Time is { } time ? live.Record.Timestamp < time : live.Offset < _start;
        }
    }

    public DateTimeOffset? Time { get; }

    /// <summary>The first offset it does not need.</summary>
    public long Until => Volatile.Read(ref _until);

    /// <summary>Whether all of it is here.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _complete;
            }
        }
    }

    public bool IsCancelled
    {
        get
        {
            lock (_gate)
            {
                return _cancelled;
            }
        }
    }

    /// <summary>Whether it needs nothing more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _complete || _cancelled;
            }
        }
    }

    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return !_full && !_cancelled;
            }
        }
    }

    public void Add(StreamRecord record)
    {
        lock (_gate)
        {
            if (_cancelled || record.Offset >= _until)
            {
                return;
            }

            var bytes = RecordCost.Of(record.Record);
            _records.Add(record);
            _bytes += bytes;
            _memory.Change(bytes, 1);
            _full = _records.Count >= RecordsMax || _bytes >= _memory.Share;
            _news = true;
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _complete = _news = true;
            LeaveIfDone();
        }
    }

    /// <summary>Its subscriber is gone, or takes no more.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;
            _memory.Change(-_bytes, -_records.Count);
            _records.Clear();
            _bytes = 0;
            LeaveIfDone();
        }

        _changed();
    }

    /// <summary>From this offset on all records come live, also those that were to be read again, or were already.</summary>
    public void EndAt(long floor)
    {
        lock (_gate)
        {
            if (floor >= _until || _cancelled)
            {
                return;
            }

            (_until, _isCut) = (floor, true);
            var kept = _records.FindIndex(record => record.Offset >= floor);
            if (kept >= 0)
            {
                var bytes = _records.Skip(kept).Sum(record => RecordCost.Of(record.Record));
                _memory.Change(-bytes, kept - _records.Count);
                _records.RemoveRange(kept, _records.Count - kept);
                _bytes -= bytes;
            }

            _full = _full && _records.Count > RecordsMax / 2;
            LeaveIfDone();
        }

        _changed();
    }

    public IReadOnlyList<StreamRecord> Peek(int countMax)
    {
        lock (_gate)
        {
            return _records.GetRange(0, Math.Min(countMax, _records.Count));
        }
    }

    public void Take(int count)
    {
        var hasRoomAgain = false;
        lock (_gate)
        {
            long bytes = 0;
            for (var i = 0; i < count; i++)
            {
                bytes += RecordCost.Of(_records[i].Record);
            }

            _records.RemoveRange(0, count);
            _bytes -= bytes;
            _memory.Change(-bytes, -count);
            if (_full && _records.Count <= RecordsMax / 2 && _bytes <= _memory.Share / 2)
            {
                _full = false;
                hasRoomAgain = true;
            }

            LeaveIfDone();
        }

        if (hasRoomAgain)
        {
            _changed();
        }
    }

    /// <summary>Whether something came since the last call.</summary>
    public bool TakeNews()
    {
        lock (_gate)
        {
            (var news, _news) = (_news, false);
            return news;
        }
    }

    private void LeaveIfDone()
    {
        if (!_left && (_cancelled || (_complete && _records.Count == 0)))
        {
            _left = true;
            _memory.Leave();
        }
    }
}
