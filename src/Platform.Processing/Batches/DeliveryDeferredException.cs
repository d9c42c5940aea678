using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>
/// A grain did not process a delivery, or does not know how it ended: the same delivery must be tried again after a backoff.
/// Always transient.
/// </summary>
[GenerateSerializer, Alias("platform.delivery-put-off")]
public sealed class DeliveryDeferredException : Exception, IDeliveryFailure
{
    /// <summary>Defers the delivery.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What went wrong, or null.</param>
    public DeliveryDeferredException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Always true.</summary>
    public bool IsTransient => true;
}
