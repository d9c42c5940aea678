namespace Orleans.Streaming.Kafka;

/// <summary>The kinds of problem a consumer group can have at the same time.</summary>
internal enum GroupProblem
{
    /// <summary>No broker answers.</summary>
    Unreachable,

    /// <summary>The broker refuses this client: who it is, or what it may do.</summary>
    Unauthorized,

    /// <summary>Offsets can't be committed.</summary>
    Commits,

    /// <summary>The consumer made no progress though it should, and where it stood has not been read on since.</summary>
    Stalled,

    /// <summary>A topic to read does not exist.</summary>
    TopicMissing,
}
