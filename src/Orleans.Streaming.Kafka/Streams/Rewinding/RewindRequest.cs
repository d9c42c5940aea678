namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one subscriber is to be given again of its stream: from an offset or a time up to where its live records begin.
/// Written by the rewinder's thread, read by the agent's scheduler. Thread-safe.
/// </summary>
internal sealed class RewindRequest(StreamId stream, Guid topicId, KafkaStreamSequenceToken start, long until)
{
    private const int RecordsMax = 500;
    private const long BytesMax = 1 << 20;

    private readonly Lock _gate = new();
    private readonly List<StreamRecord> _records = [];
    private long _bytes;
    private bool _news;
    private bool _complete;
    private bool _cancelled;

    public StreamId Stream => stream;

    /// <summary>The topic's id in the assignment it belongs to.</summary>
    public Guid TopicId => topicId;

    /// <summary>The next offset it needs; null until the time it begins at is resolved. Owned by the rewinder until it is complete.</summary>
    public long? From { get; set; } = (start.Time, start.Origin) switch
    {
        (not null, _) => null,
        (_, TokenOrigin.Reread) => start.Position.Offset + 1,
        _ => start.Position.Offset,
    };

    public DateTimeOffset? Time => start.Time;

    /// <summary>The first offset it does not need.</summary>
    public long Until => until;

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

    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _records.Count < RecordsMax && _bytes < BytesMax;
            }
        }
    }

    public void Add(StreamRecord record)
    {
        lock (_gate)
        {
            _records.Add(record);
            _bytes += SizeOf(record);
            _news = true;
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _complete = _news = true;
        }
    }

    /// <summary>Its subscriber is gone.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;
        }
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
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                _bytes -= SizeOf(_records[i]);
            }

            _records.RemoveRange(0, count);
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

    private static long SizeOf(StreamRecord record) => (record.Record.Key?.Length ?? 0) + (record.Record.Value?.Length ?? 0) + 200;
}
