namespace Platform.Processing;

/// <summary>How often in a row each event failed for a reason nobody classified. Owned by one activation.</summary>
/// <param name="eventsMax">Of how many events it is remembered; with one more, another one is forgotten and starts again at 0.</param>
internal sealed class AttemptCount(int eventsMax)
{
    private readonly Dictionary<UInt128, int> _attempts = [];

    /// <summary>Counts a failure.</summary>
    /// <param name="event">The event's <see cref="EventHash"/>.</param>
    /// <returns>How many there were in a row.</returns>
    public int Failed(UInt128 @event)
    {
        if (!_attempts.TryGetValue(@event, out var attempts) && _attempts.Count >= eventsMax)
        {
            _attempts.Remove(_attempts.Keys.First());
        }

        return _attempts[@event] = attempts + 1;
    }

    /// <summary>Forgets an event's failures.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="id">Its id.</param>
    public void Succeeded(string type, string id)
    {
        // Nearly always there is nothing to forget, and nothing to hash for it.
        if (_attempts.Count > 0)
        {
            _attempts.Remove(EventHash.Of(type, id));
        }
    }
}
