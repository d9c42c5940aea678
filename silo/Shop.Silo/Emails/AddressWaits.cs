namespace Shop.Silo.Emails;

/// <summary>
/// Since when users have been wanted without having an address, so that waiting for it ends: once per user and not once per
/// e-mail, or a guest with a thousand of them would hold them for a thousand waits. Of more than 100,000 users the first are
/// forgotten. Thread-safe.
/// </summary>
/// <param name="limit">How long a user is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class AddressWaits(TimeSpan limit, TimeProvider time)
{
    private const int UsersMax = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);

    // Holds users whose wait has ended, too, until it is their turn to be forgotten.
    private readonly Queue<(string User, long Since)> _order = new();

    /// <summary>Whether the user was waited for long enough; begins to wait where nobody did yet.</summary>
    /// <param name="userId">The user's id.</param>
    public bool IsOver(string userId)
    {
        lock (_gate)
        {
            if (!_since.TryGetValue(userId, out var since))
            {
                since = Begin(userId);
            }

            return time.GetElapsedTime(since) >= limit;
        }
    }

    /// <summary>The user has an address.</summary>
    /// <param name="userId">The user's id.</param>
    public void End(string userId)
    {
        lock (_gate)
        {
            _since.Remove(userId);
        }
    }

    private long Begin(string userId)
    {
        if (_order.Count == UsersMax && _order.Dequeue() is var first && _since.TryGetValue(first.User, out var since) && since == first.Since)
        {
            _since.Remove(first.User);
        }

        var now = time.GetTimestamp();
        _since.Add(userId, now);
        _order.Enqueue((userId, now));
        return now;
    }
}
