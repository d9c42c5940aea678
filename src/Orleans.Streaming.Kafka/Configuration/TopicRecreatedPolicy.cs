namespace Orleans.Streaming.Kafka;

/// <summary>What to do when a topic that is being read was deleted and created again: a new topic id under the old name.</summary>
public enum TopicRecreatedPolicy
{
    /// <summary>
    /// Its partitions stop and the group is unhealthy, also where a rebalance is the first to see the new topic; the next
    /// assignment after that (a restart, a rebalance) reads from the first record of the new topic. The default: nothing goes on
    /// unnoticed.
    /// </summary>
    Fail = 0,

    /// <summary>Go on at the first record of the new topic; logged and counted.</summary>
    Earliest = 1,
}
