namespace Platform.Processing;

/// <summary>How far an entity has come in one partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="TopicId">The topic's id; a re-created topic has another, and this position says nothing about it.</param>
/// <param name="Partition">The partition.</param>
/// <param name="LeaderEpoch">The newest leader epoch seen, or -1 while none was known.</param>
/// <param name="Received">The highest offset that was applied, rejected, deferred or parked; decides what is a redelivery.</param>
/// <param name="Applied">The highest offset that was passed to the rules; decides what a redrive has done. Below <paramref name="Received"/> while records of the partition are parked.</param>
[GenerateSerializer, Immutable, Alias("platform.partition-mark")]
internal sealed record PartitionPosition(
    [property: Id(0)] string Topic,
    [property: Id(1)] Guid TopicId,
    [property: Id(2)] int Partition,
    [property: Id(3)] int LeaderEpoch,
    [property: Id(4)] long Received,
    [property: Id(5)] long Applied);
