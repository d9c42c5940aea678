namespace Orleans.Streaming.Kafka;

/// <summary>
/// Dispatches the records that are buffered for a group in this silo, and begins the calls of the entities that are ready, older ones
/// first (<see cref="DispatchOrder"/>), as soon as they are there and the window has room. One per provider; only partitions that go to
/// grains by key take part. Thread-safe.
/// </summary>
/// <param name="recordsMax">How many records may be dispatched and not finished.</param>
/// <param name="callsMax">How many calls may be in flight, slow ones aside.</param>
internal sealed class GroupDispatcher(int recordsMax, int callsMax)
{
    // As many records one work item dispatches before it begins calls: what of them is one entity's goes into one call.
    private const int DispatchedMax = 4_096;

    // As many calls one work item begins. Then its thread runs the grains that were called: they are in its own queue, from which it takes
    // the newest. A thread that called thousands before would run what is due last first.
    private const int CalledMax = 256;

    // Nobody waits in them; the rest of the processors have the grains to run.
    private static readonly int PumpsMax = Math.Max(Environment.ProcessorCount / 2, 1);

    private readonly Lock _gate = new();
    private readonly DispatchOrder _order = new(recordsMax, callsMax);
    private volatile bool _awaitsRoom;
    private int _pumps;

    /// <summary>Called when there is no room for what is there.</summary>
    public Action? MakeRoom { get; set; }

    /// <summary>How many records hold a place of the window.</summary>
    public int Places => _order.Places;

    /// <summary>Whether as many records are dispatched as may be.</summary>
    public bool IsFull => _order.Places >= recordsMax;

    /// <summary>How many calls are in flight, slow ones aside.</summary>
    public int Calls => _order.Calls;

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

        if (_awaitsRoom)
        {
            Wake();
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

    /// <summary>A partition that had nothing buffered or ready has something, or room may have come.</summary>
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

    /// <summary>Whether there is room for one more call of a partition.</summary>
    public bool MayCall(DispatchSource source) => _order.MayCall(source);

    /// <summary>Calls of a partition begin or end, or are slow and count no more.</summary>
    public void ChangeCalls(DispatchSource source, int by)
    {
        if (by == 0)
        {
            return;
        }

        _order.ChangeCalls(source, by);
        if (by < 0 && _awaitsRoom)
        {
            Wake();
        }
    }

    private void StartPump() => ThreadPool.UnsafeQueueUserWorkItem(static self => self.Pump(), this, preferLocal: false);

    private void Pump()
    {
        for (var dispatched = 0; dispatched < DispatchedMax && NextRun() is { } run;)
        {
            dispatched += Dispatch(run);
        }

        for (var called = 0; called < CalledMax && NextReady(out var until) is { } source;)
        {
            called += Math.Max(source.HandOut(until, CalledMax - called), 1);
        }

        if (MayEnd())
        {
            if (_awaitsRoom)
            {
                MakeRoom?.Invoke();
            }

            return;
        }

        StartPump();
    }

    private int Dispatch(DispatchRun run)
    {
        var dispatched = run.Source.Dispatch(run);
        lock (_gate)
        {
            _order.Done(run, dispatched);
        }

        return Math.Max(dispatched, 1);
    }

    private DispatchRun? NextRun()
    {
        DispatchRun? run;
        lock (_gate)
        {
            run = _order.Next(out _);
            if (run is not { HasOthers: true } || _pumps >= PumpsMax)
            {
                return run;
            }

            _pumps++;
        }

        StartPump();
        return run;
    }

    private DispatchSource? NextReady(out long until)
    {
        lock (_gate)
        {
            return _order.NextReady(out until, out _);
        }
    }

    /// <summary>Whether there is nothing left to do; then the pump has ended.</summary>
    private bool MayEnd()
    {
        lock (_gate)
        {
            _awaitsRoom = false;
            if (HasWork(out var lacksRoom))
            {
                return false;
            }

            if (lacksRoom)
            {
                // Who gives a place back after this sees that it is awaited; what was given back before is seen by the second look.
                _awaitsRoom = true;
                Interlocked.MemoryBarrier();
                if (HasWork(out _))
                {
                    return false;
                }
            }

            _pumps--;
            return true;
        }
    }

    private bool HasWork(out bool lacksRoom)
    {
        var hasRecords = _order.HasNext(out var lacksPlaces);
        var hasCalls = _order.NextReady(out _, out var lacksCalls) is not null;
        lacksRoom = lacksPlaces || lacksCalls;
        return hasRecords || hasCalls;
    }
}
