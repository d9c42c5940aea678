namespace Orleans.Streaming.Kafka;

/// <summary>
/// Dispatches the records that are buffered for a group in this silo, older ones first (<see cref="DispatchOrder"/>), as soon as they
/// are there and the window has room. One per provider; only partitions that go to grains by key take part. Thread-safe.
/// </summary>
/// <param name="recordsMax">How many records may be dispatched and not finished.</param>
internal sealed class GroupDispatcher(int recordsMax)
{
    // As many records one work item dispatches, about two runs.
    private const int PumpedMax = 256;

    // Decoding is what takes the time; the rest of the processors have the grains to run.
    private static readonly int PumpsMax = Math.Max(Environment.ProcessorCount / 2, 1);

    private readonly Lock _gate = new();
    private readonly DispatchOrder _order = new(recordsMax);
    private volatile bool _awaitsRoom;
    private int _pumps;

    /// <summary>How many records hold a place of the window.</summary>
    public int Places => _order.Places;

    public void Add(DispatchSource source)
    {
        lock (_gate)
        {
            _order.Add(source);
        }
    }

    /// <summary>Nothing more of it is dispatched. Its places are given back by whoever holds them.</summary>
    public void Remove(DispatchSource source)
    {
        lock (_gate)
        {
            _order.Remove(source);
        }
    }

    /// <summary>An agent runs for the partition, or does no longer.</summary>
    public void SetOpen(DispatchSource source, bool isOpen)
    {
        lock (_gate)
        {
            source.IsOpen = isOpen;
        }

        Wake();
    }

    /// <summary>A partition that had nothing buffered has something, or room may have come.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_pumps > 0)
            {
                // It looks once more before it ends.
                return;
            }

            _pumps++;
        }

        StartPump();
    }

    /// <summary>Records of a partition are finished, or hold their places no longer.</summary>
    public void GiveBack(DispatchSource source, int places)
    {
        if (places == 0)
        {
            return;
        }

        _order.GiveBack(source, places);
        if (_awaitsRoom)
        {
            Wake();
        }
    }

    private void StartPump() => ThreadPool.UnsafeQueueUserWorkItem(static self => self.Pump(), this, preferLocal: false);

    private void Pump()
    {
        for (var total = 0; total < PumpedMax;)
        {
            if (Next() is not { } run)
            {
                return;
            }

            var dispatched = run.Source.Dispatch(run);
            total += dispatched;
            lock (_gate)
            {
                _order.Done(run, dispatched);
            }
        }

        // First this thread runs the grains that were called here: they are in its own queue, from which it takes the newest. A thread
        // that called thousands before would run what is due last first.
        StartPump();
    }

    /// <summary>The next run; null when the pump is to end.</summary>
    private DispatchRun? Next()
    {
        DispatchRun? run;
        lock (_gate)
        {
            _awaitsRoom = false;
            run = _order.Next(out var lacksRoom);
            if (run is null && lacksRoom)
            {
                // Who gives a place back after this sees that it is awaited; what was given back before is seen by the second look.
                _awaitsRoom = true;
                Interlocked.MemoryBarrier();
                run = _order.Next(out _);
            }

            if (run is null)
            {
                _pumps--;
                return null;
            }

            if (!run.Value.HasOthers || _pumps >= PumpsMax)
            {
                return run;
            }

            _pumps++;
        }

        StartPump();
        return run;
    }
}
