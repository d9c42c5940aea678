namespace Platform.Processing;

/// <summary>Which events are deferred for too long. Pure.</summary>
internal static class DeferralAges
{
    /// <summary>
    /// The first event that is deferred for as long as it may be, or null. Its time runs while its group has no lag in any of
    /// the topics it waits for, and starts again at 0 after a lag.
    /// </summary>
    /// <param name="deferred">The events.</param>
    /// <param name="age">How long they may be deferred.</param>
    /// <param name="now">The time.</param>
    /// <param name="noLagSince">Since when a group has no lag in a topic, or null.</param>
    public static DeferredEvent? Overdue(IEnumerable<DeferredEvent> deferred, TimeSpan age, DateTimeOffset now, Func<string, string, DateTimeOffset?> noLagSince)
    {
        foreach (var @event in deferred)
        {
            if (Began(@event, noLagSince) is { } began && now - began >= age)
            {
                return @event;
            }
        }

        return null;
    }

    private static DateTimeOffset? Began(DeferredEvent @event, Func<string, string, DateTimeOffset?> noLagSince)
    {
        if (@event.Group is null || @event.AwaitedTopics.Length == 0)
        {
            return null;
        }

        var began = @event.Since;
        foreach (var topic in @event.AwaitedTopics)
        {
            if (noLagSince(@event.Group, topic) is not { } since)
            {
                return null;
            }

            began = since > began ? since : began;
        }

        return began;
    }
}
