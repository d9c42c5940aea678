namespace Platform.Metrics;

/// <summary>All measurements of one instrument. Thread-safe.</summary>
internal abstract class Series
{
    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>Begins a round of observations: what is not observed until <see cref="EndRound"/> is gone.</summary>
    public abstract void BeginRound();

    /// <summary>Removes what the round did not observe, for example a partition that went to another silo.</summary>
    public abstract void EndRound();
}
