namespace Platform.Events;

/// <summary>One major version of an event type's payload.</summary>
internal sealed class PayloadVersion
{
    private PayloadVersion(ReadPayload read, Func<EventPayload, EventPayload>? toNext)
    {
        Read = read;
        ToNext = toNext;
    }

    /// <summary>Reads it from JSON.</summary>
    public ReadPayload Read { get; }

    /// <summary>Makes the next major version's payload of it; null for the newest.</summary>
    public Func<EventPayload, EventPayload>? ToNext { get; }

    /// <summary>The newest major version: what handlers see.</summary>
    /// <param name="read">Reads it from JSON.</param>
    public static PayloadVersion Newest(ReadPayload read) => new(read, null);

    /// <summary>A major version that another one followed.</summary>
    /// <typeparam name="TThis">Its payload.</typeparam>
    /// <typeparam name="TNext">The next major version's payload.</typeparam>
    /// <param name="read">Reads it from JSON.</param>
    /// <param name="toNext">Makes the next one of it. Pure, and there is an answer for whatever <paramref name="read"/> lets through.</param>
    public static PayloadVersion Older<TThis, TNext>(ReadPayload read, Func<TThis, TNext> toNext)
        where TThis : EventPayload
        where TNext : EventPayload =>
        new(read, payload => toNext((TThis)payload));
}
