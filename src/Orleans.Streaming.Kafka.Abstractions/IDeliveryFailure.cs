namespace Orleans.Streaming.Kafka;

/// <summary>
/// An exception that says itself whether a delivery that failed with it may succeed later. A receiver throws one, and the
/// default classifier believes it.
/// </summary>
/// <remarks>
/// The exception must be serializable by Orleans (<c>[GenerateSerializer]</c>, the property with an <c>[Id]</c> unless it is
/// constant), or a receiver on another silo can't judge it.
/// </remarks>
public interface IDeliveryFailure
{
    /// <summary>
    /// True: the delivery is repeated for as long as it takes. False: repeating is useless, the topic's failure policy decides at once.
    /// </summary>
    bool IsTransient { get; }
}
