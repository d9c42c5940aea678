namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>A consumer group whose unread records are not trimmed away.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="Topics">The topics the group reads. A partition of one of them that has no commit yet counts as unread from its beginning.</param>
public sealed record EmbeddedKafkaGroup(string GroupId, IReadOnlyCollection<string> Topics);
