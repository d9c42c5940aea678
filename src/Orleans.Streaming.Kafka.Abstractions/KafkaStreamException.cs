namespace Orleans.Streaming.Kafka;

/// <summary>The one exception of this library for what goes wrong with the broker or the network.</summary>
[GenerateSerializer, Alias("orleans.kafka.exception")]
public sealed class KafkaStreamException : Exception, IDeliveryFailure
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What was being done, and what Kafka said.</param>
    /// <param name="isTransient">Whether the same call may succeed later without a change.</param>
    /// <param name="innerException">The client's own exception, if any.</param>
    public KafkaStreamException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <inheritdoc/>
    [Id(0)]
    public bool IsTransient { get; private set; }
}
