namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>The requests that <see cref="EmbeddedKafka.FailNext"/> can make fail, with their Kafka protocol numbers.</summary>
public enum KafkaApi
{
    /// <summary>Writing records.</summary>
    Produce = 0,

    /// <summary>Reading records.</summary>
    Fetch = 1,

    /// <summary>Asking for the first, the last or a time's offset.</summary>
    ListOffsets = 2,

    /// <summary>Asking for brokers, topics and leaders.</summary>
    Metadata = 3,

    /// <summary>Committing offsets of a group.</summary>
    OffsetCommit = 8,

    /// <summary>Asking for a group's committed offsets.</summary>
    OffsetFetch = 9,

    /// <summary>Asking which broker coordinates a group.</summary>
    FindCoordinator = 10,

    /// <summary>Joining a group (classic protocol).</summary>
    JoinGroup = 11,

    /// <summary>A group member's sign of life (classic protocol).</summary>
    Heartbeat = 12,

    /// <summary>Leaving a group (classic protocol).</summary>
    LeaveGroup = 13,

    /// <summary>Learning the assignment (classic protocol).</summary>
    SyncGroup = 14,

    /// <summary>Getting a producer id, as every idempotent producer does.</summary>
    InitProducerId = 22,
}
