using Orleans.Streaming.Kafka;

namespace Shop.Grains.Notifications;

/// <summary>An e-mail can't be sent now; the same one may go out later. Always transient: it is tried again for as long as it takes.</summary>
[GenerateSerializer, Alias("platform.email-not-sent")]
public sealed class EmailNotSentException : Exception, IDeliveryFailure
{
    /// <summary>Says why.</summary>
    /// <param name="message">What stands in the way, without secrets.</param>
    /// <param name="innerException">What was thrown, or null.</param>
    public EmailNotSentException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Always true.</summary>
    public bool IsTransient => true;
}
