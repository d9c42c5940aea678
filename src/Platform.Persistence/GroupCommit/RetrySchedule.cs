namespace Platform.Persistence.GroupCommit;

/// <summary>How long to wait before which retry, and when to stop. Pure.</summary>
internal sealed record RetrySchedule(int CountMax, TimeSpan Delay, TimeSpan DelayMax, TimeSpan PeriodMax)
{
    public static RetrySchedule Of(GroupCommitStorageOptions options) =>
        new(options.RetryCountMax, options.RetryDelay, options.RetryDelayMax, options.RetryPeriodMax);

    /// <summary>For a start, which waits for a database that is started together with the silo.</summary>
    public static RetrySchedule OfStart(GroupCommitStorageOptions options) =>
        new(int.MaxValue, options.RetryDelay, options.RetryDelayMax, options.StartTimeout);

    /// <summary>Whether the given retry (the first is 1) may follow an attempt that ended this long after the first one began.</summary>
    public bool Allows(int retry, TimeSpan elapsed) => retry <= CountMax && elapsed < PeriodMax;

    /// <summary>The wait before the given retry (the first is 1): doubled each time, up to the limit.</summary>
    public TimeSpan DelayBefore(int retry) =>
        TimeSpan.FromTicks((long)Math.Min(Delay.Ticks * Math.Pow(2, retry - 1), DelayMax.Ticks));
}
