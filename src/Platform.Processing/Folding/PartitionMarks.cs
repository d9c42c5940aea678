using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>The marks of an entity while a batch is folded. Owned by one fold.</summary>
/// <param name="marks">The durable marks; never changed.</param>
internal sealed class PartitionMarks(PartitionMark[] marks)
{
    private readonly List<PartitionMark> _marks = [.. marks];

    /// <summary>Whether the record was received before.</summary>
    /// <param name="position">Where it stands.</param>
    /// <exception cref="TopicTruncatedException">The partition was truncated below what was received.</exception>
    public bool IsRepeat(RecordPosition position)
    {
        var index = IndexOf(position);
        if (index < 0 || !IsSameTopic(_marks[index].TopicId, position.TopicId) || position.Offset > _marks[index].Received)
        {
            return false;
        }

        // Epochs never go down along a log, so what stands at or below the mark is as old as the mark or older. -1: unknown.
        var mark = _marks[index];
        if (mark.LeaderEpoch >= 0 && position.LeaderEpoch > mark.LeaderEpoch)
        {
            throw new TopicTruncatedException(position, mark.Received, mark.LeaderEpoch);
        }

        return true;
    }

    /// <summary>Moves the partition's mark to a record that is no repeat.</summary>
    /// <param name="position">Where it stands.</param>
    public void Advance(RecordPosition position)
    {
        var index = IndexOf(position);
        if (index < 0)
        {
            _marks.Add(MarkAt(position, position.TopicId, position.LeaderEpoch));
            return;
        }

        var mark = _marks[index];
        if (!IsSameTopic(mark.TopicId, position.TopicId))
        {
            _marks[index] = MarkAt(position, position.TopicId, position.LeaderEpoch);
            return;
        }

        var topicId = position.TopicId == Guid.Empty ? mark.TopicId : position.TopicId;
        _marks[index] = MarkAt(position, topicId, Math.Max(mark.LeaderEpoch, position.LeaderEpoch));
    }

    /// <summary>The marks as they are now.</summary>
    public PartitionMark[] ToArray() => [.. _marks];

    private static PartitionMark MarkAt(RecordPosition position, Guid topicId, int leaderEpoch) =>
        new(position.Topic, topicId, position.Partition, leaderEpoch, position.Offset, position.Offset);

    // Brokers that give no topic id can't tell a re-created topic; an id that becomes known is not another topic.
    private static bool IsSameTopic(Guid left, Guid right) => left == right || left == Guid.Empty || right == Guid.Empty;

    private int IndexOf(RecordPosition position)
    {
        for (var i = 0; i < _marks.Count; i++)
        {
            if (_marks[i].Partition == position.Partition && string.Equals(_marks[i].Topic, position.Topic, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
