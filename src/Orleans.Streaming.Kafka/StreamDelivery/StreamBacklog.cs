namespace Orleans.Streaming.Kafka;

/// <summary>
/// The records of one stream that are not finished, in offset order, and the cursors that read them. A record is finished
/// when every cursor is past it; so what is finished is always a prefix. Owned by its agent's scheduler.
/// </summary>
internal sealed class StreamBacklog
{
    private readonly List<KafkaStreamCursor> _cursors = [];
    private StreamRecord _before;
    private StreamRecord _tail;
    private long? _departedAt;
    private bool _unclaimed;

    /// <summary>Creates it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="floor">From which offset on all of the stream's records came, or will come, here.</param>
    public StreamBacklog(StreamId stream, long floor)
    {
        (Stream, Floor) = (stream, floor);
        _before = _tail = Nothing();
    }

    public StreamId Stream { get; }

    /// <summary>All records of the stream from this offset on are here or still to be read; below it some are finished and gone.</summary>
    public long Floor { get; private set; }

    public StreamRecord? First => _before.Next;

    /// <summary>The last record, or its placeholder: a cursor there is given what is appended.</summary>
    public StreamRecord Tail => _tail;

    public IReadOnlyList<KafkaStreamCursor> Cursors => _cursors;

    public bool IsIdle => _cursors.Count == 0 && First is null;

    public void Append(StreamRecord record)
    {
        if (_tail.Offset >= record.Offset)
        {
            throw new InvalidOperationException($"{record.Token} was added to the cache after offset {_tail.Offset}.");
        }

        _tail.Next = record;
        _tail = record;
    }

    /// <summary>
    /// Whether its last cursor left with records to come, and the agent has not looked at it since: a subscriber went, or the
    /// runtime only forgot the stream as inactive. The agent, shown it again, queries who subscribes.
    /// </summary>
    public bool IsUnclaimed => _unclaimed && _cursors.Count == 0;

    public void Attach(KafkaStreamCursor cursor)
    {
        _cursors.Add(cursor);
        _unclaimed = false;
    }

    /// <summary>The agent was shown the stream: where no cursor comes of it before the next purge, nobody subscribes.</summary>
    public void Shown() => _unclaimed = false;

    /// <summary>A cursor is gone.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="passed">The last offset whose delivery it completed.</param>
    public void Detach(KafkaStreamCursor cursor, long passed)
    {
        _cursors.Remove(cursor);
        _departedAt = Math.Min(_departedAt ?? long.MaxValue, passed);
    }

    /// <summary>The last record below a token, or the one before the first.</summary>
    public StreamRecord LastBelow(KafkaStreamSequenceToken token) => LastWhere(record => record.Token.CompareTo(token) < 0);

    /// <summary>The last record at or below a token, or the one before the first.</summary>
    public StreamRecord LastThrough(KafkaStreamSequenceToken token) => LastWhere(record => record.Token.CompareTo(token) <= 0);

    private StreamRecord LastWhere(Func<StreamRecord, bool> isPassed)
    {
        var at = _before;
        while (at.Next is { } next && isPassed(next))
        {
            at = next;
        }

        return at;
    }

    public StreamRecord BeforeFirst => _before;

    /// <summary>
    /// Finishes what all cursors are past; with no cursor, everything, since nobody subscribes to the stream, unless it
    /// <see cref="IsUnclaimed"/>.
    /// </summary>
    public void Trim()
    {
        if (_cursors.Count == 0 && _departedAt is { } departed)
        {
            _departedAt = null;
            FinishThrough(departed);
            _unclaimed = First is not null;
        }

        if (IsUnclaimed)
        {
            return;
        }

        _departedAt = null;
        var passed = long.MaxValue;
        foreach (var cursor in _cursors)
        {
            passed = Math.Min(passed, cursor.PassedOffset);
        }

        FinishThrough(passed);
    }

    /// <summary>The agent is gone: finishes what the cursors it had were past when it let go of them, and nothing else.</summary>
    public void Close()
    {
        if (_cursors.Count == 0 && _departedAt is { } passed)
        {
            FinishThrough(passed);
        }
    }

    /// <summary>Their assignment ended: the records are not ours to deliver or to finish.</summary>
    /// <param name="floor">From which offset on all of the stream's records will come.</param>
    /// <param name="isSameTopic">Whether the topic is the one before.</param>
    public void Drop(long floor, bool isSameTopic)
    {
        for (var record = First; record is not null; record = record.Next)
        {
            record.IsDropped = true;
        }

        _before = _tail = Nothing();
        Floor = floor;
        _departedAt = null;
        _unclaimed = false;
        foreach (var cursor in _cursors)
        {
            cursor.MoveTo(_before, floor, isSameTopic);
        }
    }

    private void FinishThrough(long offset)
    {
        while (First is { } first && first.Offset <= offset)
        {
            _before = first;
            Floor = first.Offset + 1;
            first.Delivery!.Finish(first);
            first.Release();
        }
    }

    private StreamRecord Nothing() => new(
        new KafkaRecord { Position = new RecordPosition("", Guid.Empty, -1, -1, -1), Timestamp = default },
        Stream,
        "");
}
