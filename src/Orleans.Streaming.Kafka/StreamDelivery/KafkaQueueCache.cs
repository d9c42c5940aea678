using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The records of one partition that a pulling agent delivers, indexed per stream: a cursor never meets another stream's
/// record. It drops nothing and reports no pressure: the consume loop pauses the partition at its limits, and a record counts
/// against them until it is finished. Owned by its agent's scheduler.
/// </summary>
internal sealed partial class KafkaQueueCache(
    string topic,
    int partition,
    KafkaStreamTopicOptions options,
    DeliveryServices services,
    Func<KafkaQueueCache, StreamRewinder> createRewinder,
    ILogger<KafkaQueueCache> logger) : IQueueCache
{
    private static readonly TimeSpan WakeInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<StreamId, StreamBacklog> _streams = [];
    private readonly HashSet<StreamBacklog> _toLookAt = [];
    private readonly HashSet<KafkaStreamCursor> _rewinding = [];
    private StreamRewinder? _rewinder;
    private StreamDelivery? _delivery;
    private KafkaStreamSequenceToken? _end;
    private IList<IBatchContainer> _handedOut = [];
    private long _addedThrough;
    private Guid _topicId;
    private long _floor;
    private long _wokenAt = services.Time.GetTimestamp();

    public string Topic => topic;

    public int Partition => partition;

    public KafkaStreamTopicOptions Options => options;

    /// <summary>How many streams have records or cursors here.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Whether records are read again for someone.</summary>
    public bool IsRewinding => _rewinder?.IsBusy == true;

    /// <summary>The request context of a record's producer, what of it is no string. What can't be read is left out, and logged.</summary>
    public KeyValuePair<string, object>[] ReadContextValues(KafkaRecord record)
    {
        if (record.Headers.Count == 0 || services.Context is not { } context)
        {
            return [];
        }

        var values = context.ReadValues(record.Headers, out var problem);
        if (problem is not null && services.Lines.TryPass(new LogKind("context", topic), out var times))
        {
            LogContextLeftOut(record.Position, problem, times);
        }

        return values;
    }

    public int GetMaxAddCount() => int.MaxValue;

    public bool IsUnderPressure() => false;

    /// <summary>Records of a new assignment follow; what is left of an old one is not ours to deliver.</summary>
    /// <param name="delivery">What becomes of its records.</param>
    /// <param name="topicId">The topic's id.</param>
    /// <param name="floor">From which offset on every record follows; below it only those of streams with nothing finished in between.</param>
    public void Attach(StreamDelivery delivery, Guid topicId, long floor)
    {
        var isSameTopic = topicId == _topicId;
        (_delivery, _topicId, _floor) = (delivery, topicId, floor);
        (_handedOut, _addedThrough) = ([], -1);
        _end = new KafkaStreamSequenceToken(new RecordPosition(topic, topicId, partition, floor, -1));
        foreach (var backlog in _streams.Values)
        {
            backlog.Drop(floor, isSameTopic);
        }
    }

    /// <summary>Hands records to the agent, which adds them here.</summary>
    public IList<IBatchContainer> HandOut(IList<IBatchContainer> records) => _handedOut = records;

    /// <summary>What the agent was handed and did not add: something failed in between. It is to be handed out once more.</summary>
    public IList<IBatchContainer> TakeMissed() =>
        _handedOut.Count == 0 ? [] : HandOut([.. _handedOut.OfType<StreamRecord>().Where(r => r.Offset > _addedThrough && !r.IsDropped)]);

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (var message in messages)
        {
            if (message is StreamWake wake)
            {
                OnShown(wake.StreamId);
            }

            if (message is not StreamRecord record)
            {
                continue;
            }

            // Whoever begins here begins with the next record that is read.
            _end = new KafkaStreamSequenceToken(record.Record.Position with { Offset = record.Offset + 1 });
            var backlog = BacklogOf(record.StreamId, record.Offset);
            backlog.Append(record);
            _addedThrough = record.Offset;
            // Where nobody takes a cursor before the next purge, nobody subscribes.
            _toLookAt.Add(backlog);
        }
    }

    /// <summary>Finishes what needs nobody any more. The agent calls this only while no stream is being registered.</summary>
    /// <param name="purgedItems">Empty: what is finished is reported to its partition at once.</param>
    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        foreach (var backlog in _toLookAt)
        {
            backlog.Trim();
            if (backlog.IsIdle)
            {
                _streams.Remove(backlog.Stream);
                _floor = Math.Max(_floor, backlog.Floor);
            }
        }

        _toLookAt.Clear();
        purgedItems = [];
        return false;
    }

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        var backlog = BacklogOf(streamId, _floor);
        if (token is null)
        {
            return new KafkaStreamCursor(this, backlog, backlog.Tail, null);
        }

        var isResumed = backlog.Cursors.Any(c => c.IsAnsweredWith(token));
        var cursor = token switch
        {
            KafkaStreamSequenceToken { Time: not null } time => Rewind(backlog, time),
            KafkaStreamSequenceToken own when _end is null || own.IsSamePartition(_end) => At(backlog, own, isResumed),
            _ => AtForeign(backlog, token),
        };
        if (isResumed)
        {
            cursor.BeBehindItsToken();
        }

        return cursor;
    }

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(GetCacheCursor(streamId, token));

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursorAtPosition(StreamId streamId, StreamSubscriptionStartPosition startPosition)
    {
        var backlog = BacklogOf(streamId, _floor);
        var at = startPosition == StreamSubscriptionStartPosition.EarliestAvailable ? backlog.BeforeFirst : backlog.Tail;
        return QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(new KafkaStreamCursor(this, backlog, at, null));
    }

    /// <summary>A cursor of the stream is gone: what it held may be finished.</summary>
    public void LookAt(StreamBacklog backlog) => _toLookAt.Add(backlog);

    /// <summary>
    /// The streams the agent must look at though nothing new was read of them: those that are read again and got something; and
    /// from time to time all that wait, which keeps the runtime from forgetting a stream that is halted.
    /// </summary>
    public IList<IBatchContainer> TakeWakes()
    {
        var all = services.Time.GetElapsedTime(_wokenAt) >= WakeInterval;
        if ((!all && _rewinding.Count == 0) || _end is null)
        {
            return [];
        }

        if (!all)
        {
            return [.. _rewinding.Where(c => c.WantsWake).Select(c => c.Backlog).Distinct().Select(b => new StreamWake(b.Stream, _end))];
        }

        _wokenAt = services.Time.GetTimestamp();
        return [.. _streams.Values
            .Where(b => b.IsUnclaimed || (b.Cursors.Count > 0 && (b.First is not null || b.Cursors.Any(c => c.IsRewinding))))
            // Who subscribes again to a stream that was left begins with what it was left with.
            .Select(b => new StreamWake(b.Stream, b.IsUnclaimed ? b.First!.Token : _end))];
    }

    /// <summary>A cursor is given nothing more that is read again.</summary>
    public void RewindEnded(KafkaStreamCursor cursor) => _rewinding.Remove(cursor);

    /// <summary>Has a cursor given records again, from one that it was not done with.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="from">That record's token.</param>
    /// <param name="until">The first offset that comes live.</param>
    public RewindRequest ReadAgain(KafkaStreamCursor cursor, KafkaStreamSequenceToken from, long until)
    {
        _rewinding.Add(cursor);
        return (_rewinder ??= createRewinder(this)).Read(cursor.Backlog.Stream, _topicId, from, until);
    }

    /// <summary>Where a record's delivery to a subscriber is accounted for; that of one that was read again with the assignment of now.</summary>
    public StreamDelivery DeliveryOf(StreamRecord record) =>
        record.Delivery ?? _delivery ?? throw new InvalidOperationException($"{record.Token} is to be delivered before {Topic}[{Partition}] is assigned.");

    /// <summary>The deliveries of a stream's batch were given up for some subscribers: the policy decides.</summary>
    public async Task ApplyFailurePolicyAsync(StreamId stream, StreamSequenceToken? token)
    {
        if (_streams.TryGetValue(stream, out var backlog))
        {
            foreach (var cursor in backlog.Cursors.Where(c => c.HasFailedOn(token)).ToList())
            {
                await cursor.ApplyFailurePolicyAsync();
            }
        }
    }

    /// <summary>For a subscriber's deliveries.</summary>
    public FailureRun NewFailureRun() => new(services.Judge);

    public Task WriteDeadLetterAsync(StreamRecord record, int attempts) => services.DeadLetters.WriteAsync(
        record.Record,
        new DeadLetterReason("delivery-failed", "a subscriber's handler kept failing", record.StreamId.GetKeyAsString(), attempts),
        DeliveryOf(record).Ended);

    /// <summary>The agent is gone.</summary>
    public async Task CloseAsync()
    {
        foreach (var backlog in _streams.Values)
        {
            backlog.Close();
            foreach (var cursor in backlog.Cursors)
            {
                cursor.CloseFailures();
            }
        }

        _streams.Clear();
        _rewinding.Clear();
        if (_rewinder is { } rewinder)
        {
            await rewinder.DisposeAsync();
        }
    }

    public void LogHalted(StreamRecord record)
    {
        if (services.Lines.TryPass(new LogKind("stream-halted", topic), out var times))
        {
            LogHalted(record.StreamId, record.Token, times);
        }
    }

    private void OnShown(StreamId stream)
    {
        if (_streams.TryGetValue(stream, out var backlog) && backlog.IsUnclaimed)
        {
            backlog.Shown();
            _toLookAt.Add(backlog);
        }
    }

    private KafkaStreamCursor At(StreamBacklog backlog, KafkaStreamSequenceToken token, bool isResumed)
    {
        // What a subscriber resumes from it has handled, unless it is a place that somebody chose: no event carries one without a topic id.
        var isHandled = isResumed && (token.Origin != TokenOrigin.Record || token.Position.TopicId != Guid.Empty);
        var first = token.Position.Offset + (isHandled ? 1 : 0);
        if (first < backlog.Floor && token.Origin != TokenOrigin.Delivery)
        {
            return Rewind(backlog, isHandled ? new KafkaStreamSequenceToken(token.Position) { Origin = TokenOrigin.Reread } : token);
        }

        return new KafkaStreamCursor(this, backlog, isHandled ? backlog.LastThrough(token) : backlog.LastBelow(token), null);
    }

    private KafkaStreamCursor AtForeign(StreamBacklog backlog, StreamSequenceToken token)
    {
        if (services.Lines.TryPass(new LogKind("foreign-token", topic), out var times))
        {
            LogForeignToken(backlog.Stream, token, topic, partition, times);
        }

        return new KafkaStreamCursor(this, backlog, backlog.BeforeFirst, null);
    }

    private KafkaStreamCursor Rewind(StreamBacklog backlog, KafkaStreamSequenceToken from)
    {
        // Everything of the stream from its floor on is here or still to come; the rest is read again.
        LogRewind(backlog.Stream, from, backlog.Floor);
        var request = (_rewinder ??= createRewinder(this)).Read(backlog.Stream, _topicId, from, backlog.Floor);
        var cursor = new KafkaStreamCursor(this, backlog, backlog.BeforeFirst, request);
        _rewinding.Add(cursor);
        return cursor;
    }

    private StreamBacklog BacklogOf(StreamId stream, long next)
    {
        if (!_streams.TryGetValue(stream, out var backlog))
        {
            // A stream that is not known has no record between the highest floor of those forgotten and its next.
            backlog = new StreamBacklog(stream, Math.Min(_floor, next));
            _streams.Add(stream, backlog);
            _toLookAt.Add(backlog);
        }

        return backlog;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Position}: the request context in its headers is delivered in part only, as {Problem} ({Times} such records since this was last logged).")]
    private partial void LogContextLeftOut(RecordPosition position, string problem, int times);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream} was to begin at {Token}, which is no place in {Topic}[{Partition}] as it is now (the key moved, or the topic was recreated); it begins with the first event that is not finished ({Times} such beginnings since this was last logged).")]
    private partial void LogForeignToken(StreamId stream, StreamSequenceToken token, string topic, int partition, int times);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Stream} begins at {Token}: read again up to offset {Until}.")]
    private partial void LogRewind(StreamId stream, KafkaStreamSequenceToken token, long until);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream} is halted at {Token} for a subscriber to whom its delivery keeps failing; its offset is not committed ({Times} such streams since this was last logged).")]
    private partial void LogHalted(StreamId stream, KafkaStreamSequenceToken token, int times);
}
