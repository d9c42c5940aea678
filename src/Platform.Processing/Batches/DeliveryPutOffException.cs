using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>
/// The grain gives a delivery back unprocessed, or without knowing how it ended; the same delivery must come again after a
/// backoff. Always transient.
/// </summary>
[GenerateSerializer, Alias("platform.delivery-put-off")]
public sealed class DeliveryPutOffException : Exception, IDeliveryFailure
{
    /// <summary>Puts the delivery off.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What went wrong, or null.</param>
    public DeliveryPutOffException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Always true.</summary>
    public bool IsTransient => true;
}
