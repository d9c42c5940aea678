namespace Platform.Configuration;

/// <summary><c>Platform:Kafka:Groups</c>.</summary>
public sealed record KafkaGroupsSettings
{
    /// <summary>Reads <c>orders.*</c> and <c>payments.processed</c> into order grains.</summary>
    public KafkaGroupSettings OrderProcessor { get; init; } = new() { GroupId = "order-processor" };

    /// <summary>Reads <c>users.*</c> into user grains.</summary>
    public KafkaGroupSettings UserProcessor { get; init; } = new() { GroupId = "user-processor" };

    /// <summary>Reads <c>orders.*</c> and <c>payments.processed</c> into the figures.</summary>
    public KafkaGroupSettings Analytics { get; init; } = new() { GroupId = "analytics" };

    /// <summary>Reads <c>notifications</c> into the e-mail sender.</summary>
    public KafkaGroupSettings Notifications { get; init; } = new() { GroupId = "notifications", Start = GroupStart.Earliest, OutOfRange = GroupOutOfRange.Earliest };

    /// <summary>Every group with its name in the configuration.</summary>
    public IReadOnlyList<(string Name, KafkaGroupSettings Group)> All =>
        [(nameof(OrderProcessor), OrderProcessor), (nameof(UserProcessor), UserProcessor), (nameof(Analytics), Analytics), (nameof(Notifications), Notifications)];
}
