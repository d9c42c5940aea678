namespace Platform.Events;

/// <summary>What decoding needs of a record. The bytes are read, never changed and never kept.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="TopicId">The broker's id of the topic (KIP-516); <see cref="Guid.Empty"/> where the broker gives none.</param>
/// <param name="Partition">The partition number, from 0.</param>
/// <param name="Offset">The record's offset in its partition, from 0.</param>
/// <param name="Timestamp">The record's timestamp.</param>
/// <param name="Value">The value's bytes, or null for a tombstone.</param>
/// <param name="Headers">The headers, in order; names may repeat.</param>
public readonly record struct RecordData(
    string Topic,
    Guid TopicId,
    int Partition,
    long Offset,
    DateTimeOffset Timestamp,
    byte[]? Value,
    IReadOnlyList<KeyValuePair<string, byte[]?>> Headers);
