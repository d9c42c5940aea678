namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>The embedded broker dropped records that a group had not committed, because the partition outgrew <see cref="EmbeddedKafkaLimits"/>.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="GroupId">The group that will not see the records.</param>
/// <param name="Committed">The group's committed offset, or null where it has none.</param>
/// <param name="LowWatermark">The first offset that is still there.</param>
public sealed record EmbeddedKafkaDataLoss(string Topic, int Partition, string GroupId, long? Committed, long LowWatermark);
