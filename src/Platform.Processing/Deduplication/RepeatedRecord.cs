using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>A record that came again while its entity is in quarantine.</summary>
/// <param name="Index">Its index in the batch.</param>
/// <param name="Position">Where it stands.</param>
internal readonly record struct RepeatedRecord(int Index, RecordPosition Position);
