namespace Orleans.Streaming.Kafka;

/// <summary>How long to wait before a failed call is repeated: doubling, capped, with jitter so that many failures do not return at once. Pure.</summary>
internal readonly record struct RetrySchedule(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after the given failure.</summary>
    /// <param name="failures">How many times it failed in a row, from 1.</param>
    /// <param name="random">0 to below 1: the jitter's place between 80 % and 120 %.</param>
    public TimeSpan DelayAfter(int failures, double random)
    {
        var doubled = First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, Longest.TotalMilliseconds) * (0.8 + (0.4 * random)));
    }
}
