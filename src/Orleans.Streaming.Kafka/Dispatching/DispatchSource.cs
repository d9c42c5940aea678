namespace Orleans.Streaming.Kafka;

/// <summary>
/// One partition of a group as the order of dispatch sees it. Its head is written by whoever changes the partition's buffer, its places
/// by any thread; the rest is owned by the lock of the <see cref="GroupDispatcher"/>.
/// </summary>
/// <param name="dispatch">Dispatches a run of the partition's records; returns how many there were.</param>
internal sealed class DispatchSource(Func<DispatchRun, int> dispatch)
{
    /// <summary>The head of a partition that has nothing buffered: later than all others.</summary>
    public const long Nothing = long.MaxValue;

    private long _head = Nothing;
    private int _places;

    /// <summary>The timestamp of the first record that is buffered and not dispatched, in milliseconds; <see cref="Nothing"/> where there is none.</summary>
    public long Head
    {
        get => Volatile.Read(ref _head);
        set => Volatile.Write(ref _head, value);
    }

    /// <summary>How many places of the group's window its records hold.</summary>
    public int Places => Volatile.Read(ref _places);

    /// <summary>Whether an agent runs for it.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether a run of it is being dispatched: the next one waits, or they would pass each other.</summary>
    public bool IsBusy { get; set; }

    /// <summary>In which turn it was last chosen.</summary>
    public long ChosenAt { get; set; }

    public int Dispatch(DispatchRun run) => dispatch(run);

    public void ChangePlaces(int by) => Interlocked.Add(ref _places, by);
}
