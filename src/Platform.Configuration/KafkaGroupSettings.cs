namespace Platform.Configuration;

/// <summary><c>Platform:Kafka:Groups:&lt;name&gt;</c>.</summary>
public sealed record KafkaGroupSettings
{
    /// <summary>The consumer group's id.</summary>
    public required string GroupId { get; init; }

    /// <summary>Where the group begins, once, at its first assignment of a topic. Default <c>Latest</c>; <c>Earliest</c> for notifications.</summary>
    public GroupStart Start { get; init; }

    /// <summary>Whether the group runs. Default true; a group that is switched off keeps its offsets.</summary>
    public bool Enabled { get; init; } = true;
}
