namespace Orleans.Streaming.Kafka;

/// <summary>
/// An idempotent producer (acks=all, at most 5 requests in flight). Thread-safe. One instance is shared by many callers.
/// </summary>
public interface IKafkaProducer
{
    /// <summary>Sends one record and waits until every in-sync replica has it.</summary>
    /// <param name="message">The record.</param>
    /// <param name="cancellationToken">Stops waiting for room in the queue; a record that is already queued may still be stored.</param>
    /// <exception cref="KafkaStreamException">Kafka did not acknowledge: the record may or may not be stored.</exception>
    /// <exception cref="ArgumentException">The record is null, names no topic, or has a header without a name.</exception>
    Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends records in the order given (those of one partition are stored in that order) and reports on each. Does not
    /// throw for a record that failed. One that is rejected before it is sent (too large, for example) takes along only the later
    /// ones of its topic and key in the same call, so that none overtakes it: those report a transient error of their own and were
    /// not sent. The others are sent.
    /// </summary>
    /// <param name="messages">The records.</param>
    /// <param name="cancellationToken">Stops waiting for room in the queue.</param>
    /// <exception cref="ArgumentException">A record is null, names no topic, or has a header without a name; none is sent.</exception>
    Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default);
}
