namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>Error codes to inject with <see cref="EmbeddedKafka.FailNext"/>. Any other code of the Kafka protocol may be given by a cast.</summary>
public enum KafkaErrorCode
{
    /// <summary>Not an answer: the broker closes the connection, after which the client can't know whether the request took effect.</summary>
    ConnectionClosed = -195,

    /// <summary>No error: lets one request of the sequence succeed.</summary>
    None = 0,

    /// <summary>The offset is not in the log.</summary>
    OffsetOutOfRange = 1,

    /// <summary>The topic or partition is unknown. Retriable.</summary>
    UnknownTopicOrPartition = 3,

    /// <summary>There is no leader at the moment. Retriable.</summary>
    LeaderNotAvailable = 5,

    /// <summary>Another broker leads. Retriable.</summary>
    NotLeaderForPartition = 6,

    /// <summary>The request took too long. Retriable.</summary>
    RequestTimedOut = 7,

    /// <summary>The record is too large.</summary>
    MessageTooLarge = 10,

    /// <summary>The group's coordinator is loading. Retriable.</summary>
    CoordinatorLoadInProgress = 14,

    /// <summary>There is no coordinator at the moment. Retriable.</summary>
    CoordinatorNotAvailable = 15,

    /// <summary>Another broker coordinates. Retriable.</summary>
    NotCoordinator = 16,

    /// <summary>Too few replicas are in sync. Retriable.</summary>
    NotEnoughReplicas = 19,

    /// <summary>The member belongs to an older generation of its group.</summary>
    IllegalGeneration = 22,

    /// <summary>The member is not in the group.</summary>
    UnknownMemberId = 25,

    /// <summary>The group is rebalancing. Retriable after joining again.</summary>
    RebalanceInProgress = 27,

    /// <summary>The topic is not allowed. Permanent.</summary>
    TopicAuthorizationFailed = 29,

    /// <summary>The group is not allowed. Permanent.</summary>
    GroupAuthorizationFailed = 30,

    /// <summary>The broker misses records of this producer.</summary>
    OutOfOrderSequenceNumber = 45,

    /// <summary>A newer producer took over. Fatal for the producer.</summary>
    InvalidProducerEpoch = 47,
}
