namespace Platform.Processing;

/// <summary>How often in a row the same event failed for a reason nobody classified.</summary>
internal sealed class AttemptCount
{
    private UInt128 _event;
    private int _attempts;

    /// <summary>Counts a failure.</summary>
    /// <param name="event">The event's <see cref="EventHash"/>.</param>
    /// <returns>How many there were in a row.</returns>
    public int Failed(UInt128 @event)
    {
        _attempts = _event == @event ? _attempts + 1 : 1;
        _event = @event;
        return _attempts;
    }

    /// <summary>Forgets the failures.</summary>
    public void Succeeded() => (_event, _attempts) = (default, 0);
}
