namespace Orleans.Streaming.Kafka;

/// <summary>The position of a record: enough to distinguish a redelivered record from a new one, across re-created topics.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="TopicId">The broker's id of the topic (KIP-516); <see cref="Guid.Empty"/> where the broker gives none. A re-created topic has another.</param>
/// <param name="Partition">The partition number, from 0.</param>
/// <param name="Offset">The record's offset in its partition, from 0.</param>
/// <param name="LeaderEpoch">The leader epoch the record was written under (KIP-101); -1 where unknown.</param>
[GenerateSerializer, Immutable, Alias("orleans.kafka.position")]
public readonly record struct RecordPosition(
    [property: Id(0)] string Topic,
    [property: Id(1)] Guid TopicId,
    [property: Id(2)] int Partition,
    [property: Id(3)] long Offset,
    [property: Id(4)] int LeaderEpoch)
{
    /// <summary><c>topic[partition]@offset</c>.</summary>
    public override string ToString() => $"{Topic}[{Partition}]@{Offset}";
}
