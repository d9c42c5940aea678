namespace Orleans.Streaming.Kafka;

/// <summary>A consume thread's sign of life, and whether it was given up. Thread-safe.</summary>
internal sealed class LoopHeartbeat(TimeProvider time)
{
    private long _at = time.GetTimestamp();
    private volatile bool _abandoned;

    /// <summary>How long ago the thread last gave a sign of life.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _at));

    /// <summary>Whether nobody waits for the thread any more.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>Gives the thread up.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>The thread goes into a call that may last that long and no longer: its age counts from the end of it, or from its next sign of life.</summary>
    public void Expect(TimeSpan bound) => Volatile.Write(ref _at, time.GetTimestamp() + (long)(bound.TotalSeconds * time.TimestampFrequency));

    /// <summary>The thread gives a sign of life.</summary>
    public void Beat() => Volatile.Write(ref _at, time.GetTimestamp());
}
