namespace Orleans.Streaming.Kafka;

/// <summary>
/// Which partition of a group is dispatched next: of what is buffered, the oldest by record timestamp. A preference and never a barrier:
/// a partition that has nothing buffered, is not open, or holds its part of the window already is passed over. Pure: no clock, no I/O.
/// Owned by one lock, but for what changes places and calls.
/// </summary>
/// <remarks>
/// The window bounds how many records are dispatched and not finished: without it all that is buffered would be dispatched at once, and
/// the order mean nothing. One partition holds an eighth of it at most, so that a few whose entities do not answer leave room for the others.
/// The calls in flight are bounded in the same way: half of them is divided equally, and each partition has its share of that whatever the
/// others do; the rest is whose event is oldest (decision 0241).
/// </remarks>
/// <param name="window">How many records may be dispatched and not finished, over all partitions.</param>
/// <param name="callsMax">How many calls may be in flight, over all partitions; where there are more partitions, one of each.</param>
internal sealed class DispatchOrder(int window, int callsMax)
{
    /// <summary>How many records of a partition are dispatched at once.</summary>
    public const int RunMax = 128;

    private const int PartitionShare = 8;

    private readonly int _partitionMax = Math.Max(window / PartitionShare, 1);
    private readonly List<DispatchSource> _sources = [];
    private int _places;
    private int _calls;
    private int _callShare;
    private int _freeCallsMax;
    private long _turn;

    /// <summary>How many places of the window are held.</summary>
    public int Places => Volatile.Read(ref _places);

    /// <summary>How many calls hold a place.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public void Add(DispatchSource source)
    {
        _sources.Add(source);
        ShareCalls();
    }

    /// <summary>The partition's assignment is over.</summary>
    public void Remove(DispatchSource source)
    {
        _sources.Remove(source);
        ShareCalls();
    }

    /// <summary>The next run, whose partition is busy until <see cref="Done"/>; null where there is none.</summary>
    /// <param name="lacksRoom">Whether a partition is passed over that only lacks room in the window.</param>
    public DispatchRun? Next(out bool lacksRoom)
    {
        lacksRoom = false;
        var room = window - Places;
        var until = DispatchSource.Nothing;
        DispatchSource? oldest = null;
        var oldestHead = DispatchSource.Nothing;
        foreach (var source in _sources)
        {
            var head = source.Head;
            if (head == DispatchSource.Nothing || !source.IsOpen || source.IsBusy)
            {
                continue;
            }

            if (room <= 0 || source.Places >= _partitionMax)
            {
                lacksRoom = true;
            }
            else if (oldest is null || head < oldestHead || (head == oldestHead && source.ChosenAt < oldest.ChosenAt))
            {
                (oldest, oldestHead, until) = (source, head, oldestHead);
            }
            else
            {
                until = Math.Min(until, head);
            }
        }

        return oldest is null ? null : Choose(oldest, Math.Min(room, _partitionMax - oldest.Places), until);
    }

    /// <summary>Whether there is a next run.</summary>
    /// <param name="lacksRoom">As of <see cref="Next"/>.</param>
    public bool HasNext(out bool lacksRoom)
    {
        lacksRoom = false;
        var room = window - Places;
        foreach (var source in _sources)
        {
            if (source is { IsOpen: true, IsBusy: false, Head: not DispatchSource.Nothing })
            {
                if (room > 0 && source.Places < _partitionMax)
                {
                    return true;
                }

                lacksRoom = true;
            }
        }

        return false;
    }

    /// <summary>The partition whose next call is for the oldest event; null where no entity is ready, or there is no room for its call.</summary>
    /// <param name="until">The timestamp at which another partition's is older.</param>
    /// <param name="lacksRoom">Whether a partition is passed over that only lacks room among the calls.</param>
    public DispatchSource? NextReady(out long until, out bool lacksRoom)
    {
        until = DispatchSource.Nothing;
        lacksRoom = false;
        DispatchSource? oldest = null;
        var oldestHead = DispatchSource.Nothing;
        foreach (var source in _sources)
        {
            var head = source.ReadyHead;
            if (head != DispatchSource.Nothing && !MayCall(source))
            {
                lacksRoom = true;
            }
            else if (head < oldestHead)
            {
                (oldest, oldestHead, until) = (source, head, oldestHead);
            }
            else
            {
                until = Math.Min(until, head);
            }
        }

        return oldest;
    }

    /// <summary>Whether there is room for one more call of a partition: below its share always, above it while the shares of all others are left. Thread-safe.</summary>
    public bool MayCall(DispatchSource source) => source.Calls < Volatile.Read(ref _callShare) || Calls < Volatile.Read(ref _freeCallsMax);

    /// <summary>Calls of a partition begin or end. Thread-safe.</summary>
    public void ChangeCalls(DispatchSource source, int by)
    {
        source.ChangeCalls(by);
        Interlocked.Add(ref _calls, by);
    }

    /// <summary>A run is dispatched: places that were taken for more records than there were are free again.</summary>
    public void Done(DispatchRun run, int dispatched)
    {
        run.Source.IsBusy = false;
        GiveBack(run.Source, run.CountMax - dispatched);
    }

    /// <summary>Records of a partition are finished, or hold their places no longer. Thread-safe.</summary>
    public void GiveBack(DispatchSource source, int places)
    {
        source.ChangePlaces(-places);
        Interlocked.Add(ref _places, -places);
    }

    private void ShareCalls()
    {
        var share = Math.Max(callsMax / 2 / Math.Max(_sources.Count, 1), 1);
        Volatile.Write(ref _callShare, share);
        Volatile.Write(ref _freeCallsMax, callsMax - ((_sources.Count - 1) * share));
    }

    private DispatchRun Choose(DispatchSource source, int room, long until)
    {
        var count = Math.Min(room, RunMax);
        source.IsBusy = true;
        source.ChosenAt = ++_turn;
        source.ChangePlaces(count);
        Interlocked.Add(ref _places, count);
        return new DispatchRun(source, count, until, until != DispatchSource.Nothing);
    }
}
