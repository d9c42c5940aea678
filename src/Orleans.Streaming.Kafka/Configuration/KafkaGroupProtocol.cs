namespace Orleans.Streaming.Kafka;

/// <summary>How the members of a consumer group agree on who reads what.</summary>
public enum KafkaGroupProtocol
{
    /// <summary>
    /// The classic protocol with the <c>cooperative-sticky</c> assignor: any broker; the clients decide. Session and
    /// heartbeat are <see cref="KafkaStreamOptions.SessionTimeout"/> and <see cref="KafkaStreamOptions.HeartbeatInterval"/>.
    /// </summary>
    Classic = 0,

    /// <summary>
    /// The protocol of KIP-848 with the broker's <c>range</c> assignor: Kafka 4.0 or later; the coordinator decides, and a member
    /// gets the same partition number of every topic. Session and heartbeat are the broker's:
    /// <c>group.consumer.session.timeout.ms</c> (45 s) and <c>group.consumer.heartbeat.interval.ms</c> (5 s), or per group the
    /// group settings <c>consumer.session.timeout.ms</c> and <c>consumer.heartbeat.interval.ms</c>. The heartbeat is also how
    /// long a partition is stalled when a member joins. All members of a group must use the same protocol, but for the
    /// moment of a rolling change.
    /// </summary>
    Consumer = 1,
}
