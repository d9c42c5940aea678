using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>
/// Thrown by an entity's rules or action for an event that the entity will never take. The entity's state stays; what becomes of
/// the event, and of those behind it, depends on <see cref="FailurePolicy"/>.
/// </summary>
public sealed class EventRejectedException : Exception, IDeliveryFailure
{
    /// <summary>Rejects the event.</summary>
    /// <param name="errorType">A short, stable name of the kind of error, for example <c>amount-overflow</c>.</param>
    /// <param name="message">What is wrong with it, for a person.</param>
    public EventRejectedException(string errorType, string message)
        : base(message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorType);
        ErrorType = errorType;
    }

    /// <summary>A short, stable name of the kind of error.</summary>
    public string ErrorType { get; }

    /// <summary>False: the event is as wrong the next time.</summary>
    public bool IsTransient => false;
}
