using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What happens to one partition's records where they are Orleans streams: decoded, or a dead letter; then kept until every
/// subscriber is done. It outlives the agents that deliver them: a new agent is given all that is not finished. Thread-safe.
/// </summary>
internal sealed class StreamDelivery(
    DeliveryServices services,
    StreamRecordReader reader,
    Action<PendingRecord> finish,
    CancellationToken ended) : IPartitionDelivery
{
    private readonly Lock _gate = new();
    private readonly LinkedList<StreamRecord> _unfinished = [];
    private readonly Dictionary<StreamRecord, LinkedListNode<StreamRecord>> _nodes = [];
    private readonly Dictionary<StreamId, int> _halted = [];
    private List<IBatchContainer> _ready = [];
    private TaskCompletionSource? _drained;
    private long? _nextOffset;
    private int _inFlight;
    private bool _stopped = true;

    /// <summary>Whether no further delivery may start.</summary>
    public bool IsStopped => Volatile.Read(ref _stopped) || ended.IsCancellationRequested;

    /// <summary>Cancelled when the assignment is over.</summary>
    public CancellationToken Ended => ended;

    /// <inheritdoc/>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _halted.Count == 0 ? null : $"{_halted.Count} streams are halted after a failed delivery, among them {_halted.Keys.First()}";
            }
        }
    }

    /// <inheritdoc/>
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
            if (_inFlight == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    public void Dispatch(PendingRecord pending)
    {
        if (!reader.TryRead(pending.Record, out var stream, out var value, out var reason))
        {
            _ = BuryAsync(pending, reason);
            return;
        }

        var record = new StreamRecord(pending.Record, stream, value) { Delivery = this, Pending = pending };
        lock (_gate)
        {
            _nextOffset = record.Offset + 1;
            _nodes.Add(record, _unfinished.AddLast(record));
            _ready.Add(record);
        }
    }

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

    /// <summary>A subscriber is given a record, unless deliveries are stopped.</summary>
    public bool TryBeginFlight()
    {
        lock (_gate)
        {
            if (IsStopped)
            {
                return false;
            }

            _inFlight++;
            return true;
        }
    }

    /// <summary>That subscriber is done with it, or has given up.</summary>
    public void EndFlight()
    {
        lock (_gate)
        {
            if (--_inFlight == 0)
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
                // An agent that is on its way out may still tell what its successor has told.
                return;
            }

            _unfinished.Remove(node);
        }

        finish(record.Pending!);
    }

    /// <summary>A stream stands still for a subscriber, until <see cref="Resumed"/>.</summary>
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

    private async Task BuryAsync(PendingRecord pending, DeadLetterReason reason)
    {
        try
        {
            await services.DeadLetters.WriteAsync(pending.Record, reason, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The partition ended; its new owner meets the record again.
            return;
        }

        finish(pending);
    }
}
