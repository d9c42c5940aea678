namespace Orleans.Streaming.Kafka;

/// <summary>
/// Records that were read and not yet dispatched. Thread-safe. Bounded by whoever fills it: the consume loop pauses the partition at
/// its limits.
/// </summary>
/// <param name="source">Its partition in the group's order of dispatch, or null where it takes no part in it.</param>
internal sealed class PartitionBuffer(DispatchSource? source)
{
    private readonly Lock _gate = new();
    private Queue<PendingRecord> _filling = new();
    private Queue<PendingRecord> _empty = new();
    private TaskCompletionSource? _waiting;

    /// <summary>The record that is taken next; null where there is none.</summary>
    public PendingRecord? First
    {
        get
        {
            lock (_gate)
            {
                return _filling.TryPeek(out var first) ? first : null;
            }
        }
    }

    /// <summary>Adds a record; true where it is the only one.</summary>
    public bool Add(PendingRecord record)
    {
        TaskCompletionSource? waiting;
        bool isFirst;
        lock (_gate)
        {
            _filling.Enqueue(record);
            isFirst = _filling.Count == 1;
            (waiting, _waiting) = (_waiting, null);
            if (isFirst)
            {
                source?.Head = TimeOf(record);
            }
        }

        waiting?.TrySetResult();
        return isFirst;
    }

    /// <summary>Takes the records of a run.</summary>
    public void Take(DispatchRun run, List<PendingRecord> taken)
    {
        lock (_gate)
        {
            while (taken.Count < run.CountMax && _filling.TryPeek(out var next) && (taken.Count == 0 || TimeOf(next) <= run.Until))
            {
                taken.Add(_filling.Dequeue());
            }

            source?.Head = _filling.TryPeek(out var first) ? TimeOf(first) : DispatchSource.Nothing;
        }
    }

    /// <summary>Takes all there is; empty when there is nothing. Valid until the next call.</summary>
    public Queue<PendingRecord> TakeAll()
    {
        lock (_gate)
        {
            (_filling, _empty) = (_empty, _filling);
            return _empty;
        }
    }

    /// <summary>Lets go of what was not taken: its assignment is over.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _filling = new();
        }
    }

    /// <summary>Completes when there is something to take.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_filling.Count > 0)
            {
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    private static long TimeOf(PendingRecord pending) => pending.Record.Timestamp.ToUnixTimeMilliseconds();
}
