using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>
/// A partition was cut back and written again: a record at or below an offset that was applied has a newer leader
/// epoch. It is no duplicate, and what was applied may have vanished from the log; only an operator can say what is right,
/// so the partition stops.
/// </summary>
[GenerateSerializer, Alias("platform.topic-truncated")]
public sealed class TopicTruncatedException : Exception
{
    /// <summary>Reports the truncation.</summary>
    /// <param name="position">The record's position.</param>
    /// <param name="received">The offset the entity had already received.</param>
    /// <param name="leaderEpoch">The leader epoch the entity had seen.</param>
    public TopicTruncatedException(RecordPosition position, long received, int leaderEpoch)
        : base($"{position} has leader epoch {position.LeaderEpoch}, but offsets up to {received} were already applied under epoch {leaderEpoch}: the partition was truncated and written again.")
    {
        Position = position;
    }

    /// <summary>The record's position.</summary>
    [Id(0)]
    public RecordPosition Position { get; }
}
