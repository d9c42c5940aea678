using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>A record that came again while its entity is in quarantine.</summary>
/// <param name="Index">Its index in the batch.</param>
/// <param name="Position">Its position.</param>
internal readonly record struct DuplicateRecord(int Index, RecordPosition Position);
