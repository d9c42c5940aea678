namespace Platform.Processing;

/// <summary>Which events have waited too long. Pure.</summary>
internal static class WaitingAges
{
    /// <summary>
    /// The first event that has waited as long as it may, or null. Its time runs while its group has no lag in any of the
    /// topics it waits for, and begins anew after one.
    /// </summary>
    /// <param name="waiting">The events.</param>
    /// <param name="age">How long they may wait.</param>
    /// <param name="now">The time.</param>
    /// <param name="noLagSince">Since when a group has no lag in a topic, or null.</param>
    public static WaitingEvent? Overdue(IEnumerable<WaitingEvent> waiting, TimeSpan age, DateTimeOffset now, Func<string, string, DateTimeOffset?> noLagSince)
    {
        foreach (var waits in waiting)
        {
            if (Began(waits, noLagSince) is { } began && now - began >= age)
            {
                return waits;
            }
        }

        return null;
    }

    private static DateTimeOffset? Began(WaitingEvent waits, Func<string, string, DateTimeOffset?> noLagSince)
    {
        if (waits.Group is null || waits.AwaitedTopics.Length == 0)
        {
            return null;
        }

        var began = waits.Since;
        foreach (var topic in waits.AwaitedTopics)
        {
            if (noLagSince(waits.Group, topic) is not { } since)
            {
                return null;
            }

            began = since > began ? since : began;
        }

        return began;
    }
}
