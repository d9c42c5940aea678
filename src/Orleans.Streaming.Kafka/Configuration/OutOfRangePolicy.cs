namespace Orleans.Streaming.Kafka;

/// <summary>What to do when the committed offset is no longer in the log (expired, truncated).</summary>
public enum OutOfRangePolicy
{
    /// <summary>The partition stops and the group is unhealthy until an operator decides. The default: nothing is skipped silently.</summary>
    Fail = 0,

    /// <summary>Go on at the oldest record there is; logged and counted.</summary>
    Earliest = 1,

    /// <summary>Go on at the end; logged and counted.</summary>
    Latest = 2,
}
