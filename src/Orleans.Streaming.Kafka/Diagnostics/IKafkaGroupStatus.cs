namespace Orleans.Streaming.Kafka;

/// <summary>How a provider's consumer group fares on this silo. A keyed service under the provider's name. Thread-safe.</summary>
public interface IKafkaGroupStatus
{
    /// <summary>The consumer group.</summary>
    string GroupId { get; }

    /// <summary>Whether the group has its assignment, every assigned partition a committed start, and none has stopped.</summary>
    bool IsReady { get; }

    /// <summary>What is the matter when not ready; else how many partitions are assigned.</summary>
    string Detail { get; }

    /// <summary>
    /// Why delivery is degraded though the group may be ready, or null: entities that get no further event, calls that do not
    /// return, many entities failing, dead letters that can't be stored.
    /// </summary>
    string? Degraded => null;

    /// <summary>
    /// What of this silo's partitions was not drained when it stopped: deliveries that were cut off, offsets that were not committed. The
    /// next owner gets those records again. Null while it runs, and where all was drained.
    /// </summary>
    string? NotDrained => null;

    /// <summary>When this silo's member last committed an offset, or null where it has not yet.</summary>
    DateTimeOffset? LastCommit => null;
}
