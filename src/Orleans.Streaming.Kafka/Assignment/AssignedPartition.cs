using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One partition for as long as one assignment lasts: what was read of it, what is finished, what may be committed. A new
/// assignment is a new object, so nothing of an old one can be committed under it. Thread-safe, but for the members that
/// name the consume thread as their owner.
/// </summary>
internal sealed partial class AssignedPartition : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PartitionBuffer _buffer;
    private readonly PartitionOffsets _offsets;
    private readonly IPartitionDelivery _delivery;
    private readonly DeliveryServices _services;
    private readonly KeyPlacement _placement;
    private readonly CancellationTokenSource _ended = new();

    // Its part in the group's order of dispatch; null where it is streams, which their agents take.
    private readonly DispatchSource? _source;

    // Owned by whoever dispatches, one run at a time.
    private readonly List<PendingRecord> _run = [];
    private readonly ILogger _logger;
    private volatile string? _halted;
    private volatile bool _cannotDispatch;
    private OffsetAndEpoch _committedPosition;
    private long _committed;
    private long _logEnd = -1;
    private long _fetchedEnd = -1;

    public AssignedPartition(string topic, int partition, Guid topicId, long start, KafkaTopicRoute route, DeliveryServices services, int startEpoch = -1)
    {
        (Topic, Partition, TopicId, _services, LeaderEpoch) = (topic, partition, topicId, services, startEpoch);
        CommittedPosition = new OffsetAndEpoch(start, startEpoch);
        Start = new StartComparison(CommittedPosition);
        _offsets = new PartitionOffsets(start, startEpoch);
        _placement = new KeyPlacement(topic, partition, services);
        Memory = new PartitionMemory(services.Memory);
        Streams = route.Stream is { } stream
            ? new StreamDelivery(services, new StreamRecordReader(topic, stream, services.Decoder), Finish, _ended.Token)
            : null;
        _source = Streams is null ? new DispatchSource(Dispatch) : null;
        _delivery = Streams ?? (IPartitionDelivery)new KeyedDelivery(services, route, Finish, FinishAll, _source!, _ended.Token);
        _buffer = new PartitionBuffer(_source);
        _logger = services.Loggers.CreateLogger<AssignedPartition>();
        if (_source is not null)
        {
            services.Dispatcher.Add(_source);
        }
    }

    public string Topic { get; }

    public int Partition { get; }

    /// <summary>The topic's id when it was assigned; <see cref="Guid.Empty"/> where the broker gives none.</summary>
    public Guid TopicId { get; }

    /// <summary>Its delivery where its topic is streams, or null: then its records go to grains by key.</summary>
    public StreamDelivery? Streams { get; }

    /// <summary>Whether the consumer is paused for it. Owned by the consume thread.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The end of the log as it was last learned, by a fetch or by asking; -1 where it never was.</summary>
    public long LogEnd
    {
        get => Volatile.Read(ref _logEnd);
        set => Volatile.Write(ref _logEnd, value);
    }

    /// <summary>Why it reads and delivers no further, or null.</summary>
    public string? Halted => _halted;

    /// <summary>What of its delivery is stalled and needs a person, or null.</summary>
    public string? Problem => _delivery.Problem;

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

    /// <summary>How its delivery fares.</summary>
    public DeliveryCondition Condition => _delivery.Condition;

    /// <summary>Whether a record can't be of the log that was read so far: within one neither offsets nor leader epochs go back. Called by the consume thread.</summary>
    public bool IsOfAnotherLog(long offset, int? leaderEpoch) => offset < Next || leaderEpoch < LeaderEpoch;

    /// <summary>Nothing more is read of it in this assignment.</summary>
    public void Halt(string reason) => _halted = $"{Topic}[{Partition}] stopped: {reason}";

    /// <summary>The end of the log as the client remembers it of its last fetch: news only where it changed. Called by the consume thread.</summary>
    public void Fetched(long logEnd)
    {
        if (logEnd >= 0 && logEnd != _fetchedEnd)
        {
            _fetchedEnd = logEnd;
            LogEnd = logEnd;
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

        if (_buffer.Add(pending) && _source is not null)
        {
            _services.Dispatcher.Wake();
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

    /// <summary>Lets deliveries start: an agent runs for the partition.</summary>
    public void StartDelivery()
    {
        _delivery.Start();
        SetOpen(true);
    }

    /// <summary>Lets no further delivery start; completes when none is in flight.</summary>
    public Task StopDeliveryAsync()
    {
        SetOpen(false);
        return _delivery.StopAsync();
    }

    /// <summary>
    /// Waits; records of a stream that come meanwhile are handed on, for the agent to take. Those that go to grains by key are dispatched
    /// in the order of the group, without the agent. Called by the partition's receiver, one call at a time.
    /// </summary>
    public async Task PumpAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (_source is not null || _cannotDispatch)
        {
            await Task.Delay(wait, _services.Time, cancellationToken);
            return;
        }

        try
        {
            await _buffer.WaitAsync().WaitAsync(wait, _services.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        var records = _buffer.TakeAll();
        while (records.TryDequeue(out var record))
        {
            _run.Add(record);
        }

        DispatchTaken();
    }

    /// <summary>The assignment is over: what is still in flight is discarded when it returns.</summary>
    public void End()
    {
        if (_source is not null)
        {
            _services.Dispatcher.Remove(_source);
        }

        _ended.Cancel();
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

    private void SetOpen(bool isOpen)
    {
        if (_source is not null)
        {
            _services.Dispatcher.SetOpen(_source, isOpen && !_cannotDispatch);
        }
    }

    // As many records are sorted by entity before the first is called: more fit into one call, and those that wait for it wait a millisecond.
    private int Dispatch(DispatchRun run)
    {
        _buffer.Take(run, _run);
        return DispatchTaken();
    }

    private int DispatchTaken()
    {
        try
        {
            var partitions = _services.PartitionsOf(Topic);
            foreach (var pending in _run)
            {
                _placement.Look(pending.Record, partitions);
                _delivery.Dispatch(pending);
            }

            _delivery.Flush();
            _placement.Report();
            return _run.Count;
        }
        catch (Exception e)
        {
            // Nothing of the partition may pass what was not dispatched.
            _cannotDispatch = true;
            Halt($"its records can't be dispatched: {e.GetType().Name}: {e.Message}");
            LogDispatchFailed(Topic, Partition, e);
            SetOpen(false);
            return 0;
        }
        finally
        {
            _run.Clear();
        }
    }

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

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Topic}[{Partition}] stopped: its records can't be dispatched. It is read again when it is assigned again.")]
    private partial void LogDispatchFailed(string topic, int partition, Exception error);
}
