namespace Platform.Configuration;

/// <summary><c>Platform:Kafka:Groups:&lt;name&gt;</c>.</summary>
public sealed record KafkaGroupSettings
{
    /// <summary>The consumer group's id.</summary>
    public required string GroupId { get; init; }

    /// <summary>Where the group begins, once, at its first assignment of a topic. Default <c>Latest</c>; <c>Earliest</c> for notifications.</summary>
    public GroupStart Start { get; init; }

    /// <summary>
    /// Where a partition goes on whose committed offset is no longer in the log: expired while the group was away, or truncated.
    /// Default <c>Fail</c>; <c>Earliest</c> for notifications, which are kept for one day.
    /// </summary>
    public GroupOutOfRange OutOfRange { get; init; }

    /// <summary>Whether the group runs. Default true; a group that is switched off keeps its offsets.</summary>
    public bool Enabled { get; init; } = true;
}
