namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>How far a group has committed a partition; null where it has not.</summary>
internal readonly record struct GroupPosition(string GroupId, long? Committed);
