using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What happens to one partition's records where they are Orleans streams: decoded, or a dead letter; then kept until every
/// subscriber is done. It outlives the agents that deliver them: a new agent is given all that is not finished. Thread-safe.
/// </summary>
internal sealed partial class StreamDelivery(
    DeliveryServices services,
    StreamRecordReader reader,
    Action<PendingRecord> finish,
    CancellationToken ended) : IPartitionDelivery
{
    private readonly Lock _gate = new();
    private readonly LinkedList<StreamRecord> _unfinished = [];
    private readonly Dictionary<StreamRecord, LinkedListNode<StreamRecord>> _nodes = [];
    private readonly HashSet<DeliveryAttempt> _inFlight = [];
    private readonly Dictionary<StreamId, int> _halted = [];
    private readonly PendingWork _pendingDeadLetters = new();
    private readonly ILogger _logger = services.Loggers.CreateLogger<StreamDelivery>();
    private List<IBatchContainer> _ready = [];
    private TaskCompletionSource? _drained;
    private long? _nextOffset;
    private bool _stopped = true;

    /// <summary>Whether no further delivery may start.</summary>
    public bool IsStopped => Volatile.Read(ref _stopped) || ended.IsCancellationRequested;

    /// <summary>Cancelled when the assignment is over.</summary>
    public CancellationToken Ended => ended;

    /// <inheritdoc/>
    public DeliveryCondition Condition
    {
        get
        {
            lock (_gate)
            {
                var (slow, failing, age, oldest) = (0, 0, TimeSpan.Zero, (DeliveryAttempt?)null);
                foreach (var attempt in _inFlight)
                {
                    failing += attempt.IsFailing ? 1 : 0;
                    if (attempt.CalledAt is { } calledAt && services.Time.GetElapsedTime(calledAt) is var elapsed)
                    {
                        slow += elapsed >= services.Limits.SlowCallAge ? 1 : 0;
                        (age, oldest) = oldest is null || elapsed > age ? (elapsed, attempt) : (age, oldest);
                    }
                }

                return new DeliveryCondition(slow, age, oldest?.Stream.ToString(), failing, _halted.Count, DescribeHalted(), _pendingDeadLetters.Count);
            }
        }
    }

    /// <inheritdoc/>
    public PartitionBacklog Backlog
    {
        get
        {
            lock (_gate)
            {
                return new PartitionBacklog(_unfinished.First?.Value.Pending, _inFlight.Count, []);
            }
        }
    }

    /// <inheritdoc/>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return DescribeHalted();
            }
        }
    }

    /// <summary>Above the highest offset that was dispatched: a new agent is given every record from there on, and before them those that are not finished. Null where none was dispatched yet.</summary>
    public long? NextOffset
    {
        get
        {
            lock (_gate)
            {
                return _nextOffset;
            }
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            _stopped = false;
            // An agent before this one may have taken them, and is gone.
            _ready = [.. _unfinished];
            _halted.Clear();
        }
    }

    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            if (_inFlight.Count > 0)
            {
                _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            // A dead letter that is stored, but not finished here, would be stored again.
            return Task.WhenAll(_drained?.Task ?? Task.CompletedTask, _pendingDeadLetters.WhenIdleAsync());
        }
    }

    public void Dispatch(PendingRecord pending)
    {
        if (!reader.Accepts(pending.Record, out var failure))
        {
            Skip(pending, failure);
            return;
        }

        if (!reader.TryRead(pending.Record, out var stream, out var value, out var reason))
        {
            _ = DeadLetterAsync(pending, reason);
            return;
        }

        services.Serializers?.Require(value);
        var record = new StreamRecord(pending.Record, stream, value) { Delivery = this, Pending = pending };
        lock (_gate)
        {
            if (ended.IsCancellationRequested)
            {
                // Nobody is given it, and nothing would let go of it.
                return;
            }

            _nextOffset = record.Offset + 1;
            _nodes.Add(record, _unfinished.AddLast(record));
            _ready.Add(record);
        }
    }

    private void Skip(PendingRecord pending, DeadLetterReason? failure)
    {
        if (failure is { } reason)
        {
            _ = DeadLetterAsync(pending, reason);
            return;
        }

        services.Metrics.Skipped(pending.Record.Position.Topic, services.Group, RecordFilter.Refusal);
        finish(pending);
    }

    /// <summary>What the agent delivers next: the records that were dispatched since the last time.</summary>
    public IList<IBatchContainer> TakeBatches()
    {
        lock (_gate)
        {
            if (_stopped || _ready.Count == 0)
            {
                return [];
            }

            var taken = _ready;
            _ready = [];
            return taken;
        }
    }

    /// <summary>A subscriber is given records, unless deliveries are stopped: then null.</summary>
    /// <param name="records">One, or several of a stream.</param>
    /// <param name="attempts">How often they were given to it before.</param>
    /// <param name="failures">How its deliveries fail.</param>
    public DeliveryAttempt? TryBegin(StreamRecord[] records, int attempts, FailureRun failures)
    {
        var attempt = new DeliveryAttempt(this, services, records, attempts, failures);
        lock (_gate)
        {
            return !IsStopped && _inFlight.Add(attempt) ? attempt : null;
        }
    }

    /// <summary>That subscriber is done with them, or has given up.</summary>
    public void End(DeliveryAttempt attempt)
    {
        lock (_gate)
        {
            if (_inFlight.Remove(attempt) && _inFlight.Count == 0)
            {
                _drained?.TrySetResult();
                _drained = null;
            }
        }
    }

    /// <summary>All subscribers are done with a record.</summary>
    public void Finish(StreamRecord record)
    {
        lock (_gate)
        {
            if (!_nodes.Remove(record, out var node))
            {
                // An agent that is on its way out may still report what its successor has reported, or what belongs to an assignment that ended.
                return;
            }

            _unfinished.Remove(node);
        }

        finish(record.Pending!);
    }

    /// <summary>Lets go of all records: the assignment is over. What is delivered to a subscriber at the moment is its agent's.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _unfinished.Clear();
            _nodes.Clear();
            _ready = [];
        }
    }

    /// <summary>A stream is halted for a subscriber, until <see cref="Resumed"/>.</summary>
    public void Halted(StreamId stream)
    {
        lock (_gate)
        {
            _halted[stream] = _halted.GetValueOrDefault(stream) + 1;
        }
    }

    /// <summary>As many times as <see cref="Halted"/>.</summary>
    public void Resumed(StreamId stream)
    {
        lock (_gate)
        {
            if (_halted.TryGetValue(stream, out var count))
            {
                _ = count == 1 ? _halted.Remove(stream) : (_halted[stream] = count - 1) > 0;
            }
        }
    }

    private string? DescribeHalted() =>
        _halted.Count == 0 ? null : $"{_halted.Count} streams are halted after a failed delivery, among them {_halted.Keys.First()}";

    private async Task DeadLetterAsync(PendingRecord pending, DeadLetterReason reason)
    {
        _pendingDeadLetters.Begin();
        try
        {
            await services.DeadLetters.WriteAsync(pending.Record, reason, ended);
            finish(pending);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The partition ended; its new owner meets the record again.
        }
        catch (Exception e)
        {
            // Nobody awaits this; without the log line the partition would be stalled in silence.
            if (services.Lines.TryPass(LogKind.Of("alone", pending.Record.Position.Topic, e), out var times))
            {
                LogDeadLetterFailed(pending.Record.Position, times, e);
            }
        }
        finally
        {
            _pendingDeadLetters.End();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Position} can't be made a dead letter; its partition commits no further until it is assigned again ({Times} such records since this was last logged).")]
    private partial void LogDeadLetterFailed(RecordPosition position, int times, Exception error);
}
