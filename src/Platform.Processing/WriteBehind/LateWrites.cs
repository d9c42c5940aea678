namespace Platform.Processing;

/// <summary>
/// Rows of entities whose events are late anyway, as in a catch-up: they wait a little longer, so that the entity's events that come meanwhile
/// are in the same row. Thread-safe.
/// </summary>
/// <remarks>
/// An event is late when it is <see cref="LateFactor"/> times as old as the delay, so that it comes at most a tenth later than it does without. Where
/// events wait for room (<see cref="MakeRoom"/>) the oldest rows wait no longer: the delay never bounds how many events a second there are. When delivery
/// stops (<see cref="Flush"/>) none waits, or each stop would cut off what is late.
/// </remarks>
internal sealed class LateWrites : IDisposable
{
    /// <summary>From how many times the delay on an event is late.</summary>
    public const int LateFactor = 10;

    // So many rows are on their way to the database at least while events wait for room: two batches.
    private const int UnderWayMin = 2_000;

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<(long Due, IWaitingWrite Write)> _waiting = new();
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lateAge;
    private readonly TimeSpan _delay;
    private readonly int _delayTicks;
    private long _tick;
    private long _noneBefore;
    private int _underWay;
    private bool _isTicking;

    /// <param name="time">The clock.</param>
    /// <param name="delay">How long a row waits; zero: none does.</param>
    public LateWrites(TimeProvider time, TimeSpan delay)
    {
        (_time, _delay, _lateAge) = (time, delay, LateFactor * delay);
        _delayTicks = (int)Math.Ceiling(delay / TickInterval);
        _timer = time.CreateTimer(static self => ((LateWrites)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many rows wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Whether an event is late.</summary>
    /// <param name="timestamp">Its record's timestamp.</param>
    /// <param name="now">The time.</param>
    public bool IsLate(DateTimeOffset timestamp, DateTimeOffset now) =>
        _delayTicks > 0 && now - timestamp >= _lateAge && now.UtcTicks >= Volatile.Read(ref _noneBefore);

    /// <summary>A row begins to wait.</summary>
    /// <param name="write">Its write, which is released once.</param>
    public void Add(IWaitingWrite write)
    {
        if (Volatile.Read(ref _noneBefore) is > 0 and var none && _time.GetUtcNow().UtcTicks < none)
        {
            Interlocked.Increment(ref _underWay);
            write.Release();
            return;
        }

        lock (_gate)
        {
            _waiting.Enqueue((_tick + _delayTicks, write));
            if (!_isTicking)
            {
                _isTicking = true;
                _timer.Change(TickInterval, TickInterval);
            }
        }
    }

    /// <summary>A row that was released is written, or is not to be any more.</summary>
    public void Ended() => Interlocked.Decrement(ref _underWay);

    /// <summary>No more events are taken before some are done.</summary>
    public void MakeRoom()
    {
        List<IWaitingWrite> released;
        lock (_gate)
        {
            released = Take(UnderWayMin - Volatile.Read(ref _underWay));
        }

        released.ForEach(static write => write.Release());
    }

    /// <summary>Nothing waits any longer, nor does what comes within twice the delay.</summary>
    public void Flush()
    {
        Volatile.Write(ref _noneBefore, (_time.GetUtcNow() + (2 * _delay)).UtcTicks);
        List<IWaitingWrite> released;
        lock (_gate)
        {
            released = Take(_waiting.Count);
        }

        released.ForEach(static write => write.Release());
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        List<IWaitingWrite> released;
        lock (_gate)
        {
            _tick++;
            released = Take(0);
            if (_waiting.Count == 0)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        released.ForEach(static write => write.Release());
    }

    // Those that are due, and no fewer than said.
    private List<IWaitingWrite> Take(int countMin)
    {
        var taken = new List<IWaitingWrite>();
        while (_waiting.TryPeek(out var first) && (taken.Count < countMin || first.Due <= _tick))
        {
            taken.Add(_waiting.Dequeue().Write);
        }

        Interlocked.Add(ref _underWay, taken.Count);
        return taken;
    }
}
