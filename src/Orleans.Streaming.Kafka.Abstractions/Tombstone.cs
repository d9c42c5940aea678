namespace Orleans.Streaming.Kafka;

/// <summary>
/// The <see cref="ReceivedEvent.Value"/> of a record whose value is null, where the record key names the entity: in a
/// compacted topic, the entity is gone. Test with <c>is Tombstone</c>: an instance from another silo is another instance.
/// </summary>
[GenerateSerializer, Immutable, Alias("orleans.kafka.tombstone")]
public sealed record Tombstone
{
    /// <summary>The tombstone.</summary>
    public static Tombstone Instance { get; } = new();
}
