namespace Orleans.Streaming.Kafka;

/// <summary>
/// One partition of a group as the order of dispatch sees it. Its heads are written by whoever changes the partition's buffer or ready
/// queue, its places by any thread; the rest is owned by the lock of the <see cref="GroupDispatcher"/>.
/// </summary>
/// <param name="dispatch">Dispatches a run of the partition's records; returns how many there were.</param>
internal sealed class DispatchSource(Func<DispatchRun, int> dispatch)
{
    /// <summary>The head of a partition that has nothing buffered: later than all others.</summary>
    public const long Nothing = long.MaxValue;

    private long _head = Nothing;
    private long _readyHead = Nothing;
    private int _places;
    private int _calls;

    /// <summary>The timestamp of the first record that is buffered and not dispatched, in milliseconds; <see cref="Nothing"/> where there is none.</summary>
    public long Head
    {
        get => Volatile.Read(ref _head);
        set => Volatile.Write(ref _head, value);
    }

    /// <summary>The timestamp of the first event of the entity that is next in the ready queue; <see cref="Nothing"/> where none is to be called.</summary>
    public long ReadyHead
    {
        get => Volatile.Read(ref _readyHead);
        set => Volatile.Write(ref _readyHead, value);
    }

    /// <summary>Begins calls: none but the first with a later timestamp than the first argument, and as many at most as the second; returns how many.</summary>
    public Func<long, int, int> HandOut { get; set; } = static (_, _) => 0;

    /// <summary>How many places of the group's window its records hold.</summary>
    public int Places => Volatile.Read(ref _places);

    /// <summary>How many calls of it hold a place among those of the group.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Whether an agent runs for it.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether a run of it is being dispatched: the next one waits, or they would pass each other.</summary>
    public bool IsBusy { get; set; }

    /// <summary>In which turn it was last chosen.</summary>
    public long ChosenAt { get; set; }

    public int Dispatch(DispatchRun run) => dispatch(run);

    public void ChangePlaces(int by) => Interlocked.Add(ref _places, by);

    public void ChangeCalls(int by) => Interlocked.Add(ref _calls, by);
}
