using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One partition for as long as one assignment lasts: what was read of it, what is finished, what may be committed. A new
/// assignment is a new object, so nothing of an old one can be committed under it. Thread-safe, but for the members that
/// name the consume thread as their owner.
/// </summary>
internal sealed class AssignedPartition : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PartitionBuffer _buffer = new();
    private readonly PartitionOffsets _offsets;
    private readonly IPartitionDelivery _delivery;
    private readonly DeliveryServices _services;
    private readonly CancellationTokenSource _ended = new();
    private long _committed;
    private long _logEnd = -1;

    public AssignedPartition(string topic, int partition, Guid topicId, long start, KafkaTopicRoute route, DeliveryServices services)
    {
        (Topic, Partition, TopicId, _services, _committed) = (topic, partition, topicId, services, start);
        _offsets = new PartitionOffsets(start);
        Memory = new PartitionMemory(services.Memory);
        _delivery = route.CreateDelivery(services, Finish, FinishAll, _ended.Token);
    }

    public string Topic { get; }

    public int Partition { get; }

    /// <summary>The topic's id when it was assigned; <see cref="Guid.Empty"/> where the broker gives none.</summary>
    public Guid TopicId { get; }

    /// <summary>Whether the consumer is paused for it. Owned by the consume thread.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The end of the log as the last fetch told it, or -1 where none did yet. Set by the consume thread.</summary>
    public long LogEnd
    {
        get => Volatile.Read(ref _logEnd);
        set => Volatile.Write(ref _logEnd, value);
    }

    /// <summary>Why it reads no further, or null. Set by the consume thread.</summary>
    public string? Halted { get; set; }

    /// <summary>What of its delivery stands still and waits for a person, or null.</summary>
    public string? Problem => _delivery.Problem;

    /// <summary>Whether the assignment is over: nothing of it may be committed any more.</summary>
    public bool HasEnded => _ended.IsCancellationRequested;

    /// <summary>The newest leader epoch a record carried, or -1. Owned by the consume thread.</summary>
    public int LeaderEpoch { get; set; } = -1;

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
    public long Committed
    {
        get => Volatile.Read(ref _committed);
        set => Volatile.Write(ref _committed, value);
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

    /// <summary>What it holds in memory.</summary>
    public PartitionMemory Memory { get; }

    /// <summary>Whether it has little left to deliver although there is more to read. Owned by the consume thread.</summary>
    public bool Starves => !IsPaused && Memory.IsLow && Next < LogEnd;

    /// <summary>How its delivery fares.</summary>
    public DeliveryCondition Condition => _delivery.Condition;

    /// <summary>A record was read. Called by the consume thread.</summary>
    public void Accept(KafkaRecord record)
    {
        PendingRecord pending;
        lock (_gate)
        {
            pending = new PendingRecord(record, _offsets.Begin(record.Position.Offset), _services.Time.GetTimestamp());
            Memory.Take(pending.Bytes, _offsets.Open);
        }

        _buffer.Add(pending);
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
    public void StartDelivery() => _delivery.Start();

    /// <summary>Lets no further delivery start; completes when none is in flight.</summary>
    public Task StopDeliveryAsync() => _delivery.StopAsync();

    /// <summary>Waits for records and hands all there are to delivery. Called by the partition's receiver, one call at a time.</summary>
    public async Task PumpAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
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
            _delivery.Dispatch(record);
        }
    }

    /// <summary>Its delivery where its topic is streams, or null.</summary>
    public StreamDelivery? Streams => _delivery as StreamDelivery;

    /// <summary>What the agent delivers to stream subscribers. Called by the partition's receiver.</summary>
    public IList<IBatchContainer> TakeBatches() => _delivery.TakeBatches();

    /// <summary>From which offset on every record is still to be handed to a new agent, but for those it is handed first.</summary>
    public long StreamFloor => _delivery.NextOffset ?? Committable;

    /// <summary>The assignment is over: what is still in flight is discarded when it returns.</summary>
    public void End()
    {
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

    private void Finish(PendingRecord pending)
    {
        lock (_gate)
        {
            _offsets.Finish(pending.Ticket);
            Memory.Release(pending.Bytes, 1, _offsets.Open);
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

            Memory.Release(bytes, batch.Length, _offsets.Open);
        }

        var now = _services.Time.GetTimestamp();
        foreach (var (pending, _) in batch)
        {
            _services.Metrics.Processed(Topic, _services.Time.GetElapsedTime(pending.ReadAt, now));
        }
    }
}
