namespace Orleans.Streaming.Kafka;

/// <summary>
/// What becomes of one partition's records for as long as one assignment lasts: keyed delivery to grains, or stream
/// delivery to subscribers. Thread-safe.
/// </summary>
internal interface IPartitionDelivery
{
    /// <summary>Lets deliveries start: an agent runs for the partition.</summary>
    void Start();

    /// <summary>Lets no further delivery start; completes when none is in flight. What waits stays for <see cref="Start"/>.</summary>
    Task StopAsync();

    /// <summary>Hands a record on. Records of one partition come in offset order, one at a time. It may wait for <see cref="Flush"/>.</summary>
    void Dispatch(PendingRecord pending);

    /// <summary>Lets go what was dispatched.</summary>
    void Flush()
    {
    }

    /// <summary>How it fares now, for status and health.</summary>
    DeliveryCondition Condition => default;

    /// <summary>What was given to grains since the partition was assigned, for metrics.</summary>
    DeliveredCount Delivered => default;

    /// <summary>What waits and is in flight, for metrics.</summary>
    PartitionBacklog Backlog => PartitionBacklog.None;

    /// <summary>What is stalled and needs a person, or null.</summary>
    string? Problem => null;
}
