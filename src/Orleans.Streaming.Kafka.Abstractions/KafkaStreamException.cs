namespace Orleans.Streaming.Kafka;

/// <summary>The one exception of this library for what goes wrong with the broker or the network.</summary>
[GenerateSerializer, Alias("orleans.kafka.exception")]
public sealed class KafkaStreamException : Exception, IDeliveryFailure
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What was being done, what Kafka said, and what to do about it.</param>
    /// <param name="isTransient">See <see cref="IsTransient"/>.</param>
    /// <param name="innerException">The client's own exception, if any.</param>
    public KafkaStreamException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>
    /// Whether nothing is wrong with the call itself: it may succeed later, once the cluster and the rights to it are in order.
    /// So a broker that is away, a missing right and a topic that does not exist yet are transient; a record that is too large
    /// or an impossible topic name are not.
    /// </summary>
    [Id(0)]
    public bool IsTransient { get; private set; }

    /// <summary>Whether a record, or the request it was sent in, is larger than its topic or the client takes.</summary>
    [Id(1)]
    public bool IsTooLarge { get; init; }
}
