namespace Platform.Processing;

/// <summary>
/// Thrown by a <see cref="Transition{TState}"/> for an event that the entity will never take. The event goes to the
/// dead-letter topic with this reason, the entity's state stays, and the next event is taken.
/// </summary>
public sealed class EventRefusedException : Exception
{
    /// <summary>Refuses the event.</summary>
    /// <param name="errorType">A short, stable name of the kind of error, for example <c>amount-overflow</c>.</param>
    /// <param name="message">What is wrong with it, for a person.</param>
    public EventRefusedException(string errorType, string message)
        : base(message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorType);
        ErrorType = errorType;
    }

    /// <summary>A short, stable name of the kind of error.</summary>
    public string ErrorType { get; }
}
