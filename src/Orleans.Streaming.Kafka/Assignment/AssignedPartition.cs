using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One partition for as long as one assignment lasts: what was read of it, what is finished, what may be committed. A new
/// assignment is a new object, so nothing of an old one can be committed under it. Thread-safe, but for the members that
/// name the consume thread as their owner.
/// </summary>
internal sealed partial class AssignedPartition : IDisposable
{
    private static readonly TimeSpan AgentStartMax = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();

    // Starts deliveries or ends them for good; apart from the gate, which deliveries take themselves.
    private readonly Lock _opening = new();
    private readonly PartitionBuffer _buffer;
    private readonly PartitionOffsets _offsets;
    private readonly IPartitionDelivery _delivery;
    private readonly DeliveryServices _services;
    private readonly KeyPlacement _placement;
    private readonly CancellationTokenSource _ended = new();

    // Its part in the group's order of dispatch; null where it is streams, which their agents take.
    private readonly DispatchSource? _source;

    // Where its decoder may wait; else null.
    private readonly DecodingQueue? _decoding;

    // Owned by whoever dispatches, one run at a time.
    private readonly List<PendingRecord> _run = [];
    private readonly ILogger _logger;
    private volatile PartitionStop? _stop;
    private volatile bool _cannotDispatch;
    private OffsetAndEpoch _committedPosition;
    private long _committed;
    private long _logEnd = -1;
    private long _fetchedEnd = -1;
    private bool _isLeaving;
    private Task? _leaving;

    // Since when no agent runs for it; 0 while one does.
    private long _withoutAgentSince;

    public AssignedPartition(string topic, int partition, Guid topicId, long start, KafkaTopicRoute route, DeliveryServices services, int startEpoch = -1)
    {
        (Topic, Partition, TopicId, _services, LeaderEpoch) = (topic, partition, topicId, services, startEpoch);
        CommittedPosition = new OffsetAndEpoch(start, startEpoch);
        Start = new StartComparison(CommittedPosition);
        _offsets = new PartitionOffsets(start, startEpoch);
        _placement = new KeyPlacement(topic, partition, services);
        Memory = new PartitionMemory(services.Memory);
        Streams = route.Stream is { } stream
            ? new StreamDelivery(services, new StreamRecordReader(topic, stream, services.Decoder, route.Filter), Finish, _ended.Token)
            : null;
        _source = Streams is null ? new DispatchSource(Dispatch) : null;
        _delivery = Streams ?? (IPartitionDelivery)new KeyedDelivery(services, route, partition, Finish, FinishAll, _source!, _ended.Token);
        _buffer = new PartitionBuffer(_source);
        _decoding = TopicDecoders.AsyncOf(services.Decoder, topic) is { } decoder ? new DecodingQueue(decoder, Buffer, services, _ended.Token) : null;
        _logger = services.Loggers.CreateLogger<AssignedPartition>();
        _withoutAgentSince = Now();
        if (_source is not null)
        {
            services.Dispatcher.Add(_source);
        }
    }

    public string Topic { get; }

    public int Partition { get; }

    /// <summary>The topic's id when it was assigned; <see cref="Guid.Empty"/> where the broker gives none.</summary>
    public Guid TopicId { get; }

    /// <summary>
    /// Whether nothing of it was begun and is not committed: no delivery is in flight or waits to be repeated, and what is finished is
    /// committed. Before it is handed over: whether all that was read is finished.
    /// </summary>
    public bool IsDrained =>
        (Volatile.Read(ref _leaving) is { } leaving ? leaving.IsCompleted : Next <= Committable)
        && Committed >= Committable && Condition is { Failing: 0, DeadLettersPending: 0 };

    /// <summary>What of it is not drained, for people.</summary>
    public string Undrained => $"{Topic}[{Partition}] from offset {Committed}";

    /// <summary>Its delivery where its topic is streams, or null: then its records go to grains by key.</summary>
    public StreamDelivery? Streams { get; }

    /// <summary>Whether the consumer is paused for it. Owned by the consume thread.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The client's position in what it read before, which it may still say for a moment; negative for none. Owned by the consume thread.</summary>
    public long PositionBefore { get; set; } = -1;

    /// <summary>The end of the log as it was last learned, by a fetch or by asking; -1 where it never was.</summary>
    public long LogEnd
    {
        get => Volatile.Read(ref _logEnd);
        set => Volatile.Write(ref _logEnd, value);
    }

    /// <summary>Why it reads and delivers no further, or null.</summary>
    public string? Halted => _stop?.Reason;

    /// <summary>The same, for who makes it read on.</summary>
    public PartitionStop? Stop => _stop;

    /// <summary>What of its delivery is stalled and needs a person, or null.</summary>
    public string? Problem => _delivery.Problem;

    /// <summary>Why its records can't be decoded now, or null.</summary>
    public string? DecodingProblem => _decoding?.Problem;

    /// <summary>Whether the assignment is over: nothing of it may be committed any more.</summary>
    public bool HasEnded => _ended.IsCancellationRequested;

    /// <summary>The newest leader epoch a record carried, that of the start before the first; -1 where unknown. Owned by the consume thread.</summary>
    public int LeaderEpoch { get; set; }

    /// <summary>Compares the log with the one the start was committed in. Owned by the consume thread.</summary>
    public StartComparison Start { get; }

    /// <summary>The next offset to read.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
            {
                return _offsets.Next;
            }
        }
    }

    /// <summary>The last offset the broker acknowledged as committed.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>The same, with its leader epoch. Owned by the consume thread.</summary>
    public OffsetAndEpoch CommittedPosition
    {
        get => _committedPosition;
        set
        {
            _committedPosition = value;
            Volatile.Write(ref _committed, value.Offset);
        }
    }

    /// <summary>What may be committed now.</summary>
    public long Committable
    {
        get
        {
            lock (_gate)
            {
                return _offsets.Committable;
            }
        }
    }

    /// <summary>The same, with the leader epoch below it.</summary>
    public OffsetAndEpoch CommittablePosition
    {
        get
        {
            lock (_gate)
            {
                return new OffsetAndEpoch(_offsets.Committable, _offsets.CommittableEpoch);
            }
        }
    }

    /// <summary>What it holds in memory.</summary>
    public PartitionMemory Memory { get; }

    /// <summary>Whether it has little left to deliver although there is more to read. Owned by the consume thread.</summary>
    public bool Starves => !IsPaused && Memory.IsLow && Next < LogEnd;

    /// <summary>For how long no pulling agent has run for it, and nothing of it was delivered, where that is a minute or more; else null.</summary>
    public TimeSpan? WithoutAgent =>
        Volatile.Read(ref _withoutAgentSince) is var since and not 0 && _services.Time.GetElapsedTime(since) is var absence && absence >= AgentStartMax ? absence : null;

    /// <summary>How its delivery fares.</summary>
    public DeliveryCondition Condition => _delivery.Condition;

    /// <summary>Whether a record can't be of the log that was read so far: within one neither offsets nor leader epochs go back. Called by the consume thread.</summary>
    public bool IsOfAnotherLog(long offset, int? leaderEpoch) => offset < Next || leaderEpoch < LeaderEpoch;

    /// <summary>Nothing more is read of it in this assignment, unless it is <see cref="ReadOn"/>.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="unreadable">The first offset of the batch that can't be read, where that is why.</param>
    public void Halt(string reason, long? unreadable = null) => _stop = new PartitionStop($"{Topic}[{Partition}] stopped: {reason}", unreadable, _ended.Token);

    /// <summary>It is read on, at this offset or above. What is in flight is finished and counted as before. Called by the consume thread.</summary>
    public void ReadOn(long offset)
    {
        ReachedEnd(offset);
        if (!_cannotDispatch)
        {
            _stop = null;
        }
    }

    /// <summary>The end of the log as the client remembers it of its last fetch: news only where it changed. Called by the consume thread.</summary>
    public void Fetched(long logEnd)
    {
        if (logEnd >= 0 && logEnd != _fetchedEnd)
        {
            _fetchedEnd = logEnd;
            LogEnd = logEnd;
        }
    }

    /// <summary>
    /// Where the client is: with the end of each transaction it goes on, though it hands out nothing of one that was aborted. Called by
    /// the consume thread, when it has taken all that was handed out.
    /// </summary>
    /// <param name="position">The next offset; negative where the client handed out nothing yet.</param>
    public void Passed(long position)
    {
        if (_stop is null && position != PositionBefore)
        {
            PositionBefore = -1;
            ReachedEnd(position);
        }
    }

    /// <summary>A record was read. Called by the consume thread.</summary>
    public void Accept(KafkaRecord record)
    {
        PendingRecord pending;
        lock (_gate)
        {
            pending = new PendingRecord(record, _offsets.Begin(record.Position.Offset, record.Position.LeaderEpoch), _services.Time.GetTimestamp());
            Memory.Take(pending.Bytes, _offsets.Grown);
        }

        if (_decoding is null)
        {
            Buffer(pending);
        }
        else
        {
            _decoding.Add(pending);
        }
    }

    /// <summary>The log was read up to here, whether or not its last offsets held records. Called by the consume thread.</summary>
    public void ReachedEnd(long offset)
    {
        lock (_gate)
        {
            _offsets.SkipTo(offset);
        }
    }

    /// <summary>The assignment is over: what is still in flight is discarded when it returns.</summary>
    public void End()
    {
        if (_source is not null)
        {
            _services.Dispatcher.Remove(_source);
        }

        if (!_ended.IsCancellationRequested)
        {
            // Counted in one place or in none for a moment, never in two.
            var delivered = _delivery.Delivered;
            _ended.Cancel();
            _services.Delivered.Add(delivered);
        }

        // Whoever still knows the assignment, as an agent's cache does, must not keep its records, which count no longer.
        _decoding?.Close();
        _buffer.Close();
        Streams?.Close();
        lock (_gate)
        {
            Memory.Close();
        }
    }

    public void Dispose()
    {
        End();
        _ended.Dispose();
        Memory.Dispose();
    }

    private void Buffer(PendingRecord pending)
    {
        if (_buffer.Add(pending) && _source is not null)
        {
            _services.Dispatcher.Wake();
        }
    }

    // Never 0, which says that an agent runs.
    private long Now() => Math.Max(_services.Time.GetTimestamp(), 1);

    private void Finish(PendingRecord pending)
    {
        lock (_gate)
        {
            _offsets.Finish(pending.Ticket);
            Memory.Release(pending.Bytes, 1, _offsets.Grown);
        }

        _services.Metrics.Processed(Topic, _services.Time.GetElapsedTime(pending.ReadAt));
    }

    // A batch at once: the consume thread wants this lock for every record.
    private void FinishAll(DispatchedEvent[] batch)
    {
        lock (_gate)
        {
            long bytes = 0;
            foreach (var (pending, _) in batch)
            {
                _offsets.Finish(pending.Ticket);
                bytes += pending.Bytes;
            }

            Memory.Release(bytes, batch.Length, _offsets.Grown);
        }

        var now = _services.Time.GetTimestamp();
        foreach (var (pending, _) in batch)
        {
            _services.Metrics.Processed(Topic, _services.Time.GetElapsedTime(pending.ReadAt, now));
        }
    }
}
