namespace Orleans.Streaming.Kafka;

/// <summary>A consume thread's sign of life, what its consumer is called in the group, and whether it was given up. Thread-safe.</summary>
internal sealed class LoopPulse(TimeProvider time)
{
    private long _at = time.GetTimestamp();
    private volatile string _memberId = "";
    private volatile bool _abandoned;

    /// <summary>How long ago the thread came round.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _at));

    /// <summary>The member id the coordinator knows; empty before the first assignment.</summary>
    public string MemberId
    {
        get => _memberId;
        set => _memberId = value;
    }

    /// <summary>Whether nobody waits for the thread any more.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>Gives the thread up.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>The thread came round.</summary>
    public void Beat() => Volatile.Write(ref _at, time.GetTimestamp());
}
