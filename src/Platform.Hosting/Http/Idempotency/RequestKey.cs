using Platform.Events;

namespace Platform.Hosting;

/// <summary>An idempotency key in the hands of its caller: another caller's key of the same text is another one.</summary>
/// <param name="Route">What is called, with the ids in its path, for example <c>POST /readings</c>.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Text">The key as the caller gave it.</param>
public sealed record RequestKey(string Route, string Caller, string Text)
{
    // Neither a route nor a caller holds one.
    private const char Separator = '\n';

    /// <summary>An id for something the request makes: a repeat gives the same one.</summary>
    /// <param name="what">What it is, for example <c>event</c>.</param>
    public string IdOf(string what) => EventIds.ForRequest($"{Route}{Separator}{Caller}{Separator}{what}", Text);
}
