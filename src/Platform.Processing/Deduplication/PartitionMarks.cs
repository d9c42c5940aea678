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

    /// <summary>Moves the partition's mark to a record that is no repeat and is done with.</summary>
    /// <param name="position">Where it stands.</param>
    public void Advance(RecordPosition position) => Set(Received(position) with { Applied = position.Offset });

    /// <summary>Moves the partition's mark to a record that is no repeat and is parked.</summary>
    /// <param name="position">Where it stands.</param>
    public void Receive(RecordPosition position) => Set(Received(position));

    /// <summary>Whether records of this partition may be parked: one that comes now must not overtake them.</summary>
    /// <param name="position">Where the record stands.</param>
    public bool IsParked(RecordPosition position)
    {
        var index = IndexOf(position);
        return index >= 0 && IsSameTopic(_marks[index].TopicId, position.TopicId) && _marks[index].Applied < _marks[index].Received;
    }

    /// <summary>Whether a parked record was handed to the rules before.</summary>
    /// <param name="position">Where it stood.</param>
    public bool IsApplied(RecordPosition position)
    {
        var index = IndexOf(position);
        return index >= 0 && IsSameTopic(_marks[index].TopicId, position.TopicId) && position.Offset <= _marks[index].Applied;
    }

    /// <summary>Notes that a parked record was handed to the rules.</summary>
    /// <param name="position">Where it stood.</param>
    public void Apply(RecordPosition position)
    {
        // The mark of a topic that was re-created since says nothing about the older one's records.
        var index = IndexOf(position);
        if (index >= 0 && IsSameTopic(_marks[index].TopicId, position.TopicId))
        {
            _marks[index] = _marks[index] with { Applied = position.Offset };
        }
    }

    /// <summary>Notes that nothing is parked any more.</summary>
    public void ApplyAll()
    {
        for (var i = 0; i < _marks.Count; i++)
        {
            _marks[i] = _marks[i] with { Applied = _marks[i].Received };
        }
    }

    /// <summary>The marks as they are now.</summary>
    public PartitionMark[] ToArray() => [.. _marks];

    private PartitionMark Received(RecordPosition position)
    {
        var index = IndexOf(position);
        if (index < 0 || !IsSameTopic(_marks[index].TopicId, position.TopicId))
        {
            return new PartitionMark(position.Topic, position.TopicId, position.Partition, position.LeaderEpoch, position.Offset, -1);
        }

        var mark = _marks[index];
        return mark with
        {
            TopicId = position.TopicId == Guid.Empty ? mark.TopicId : position.TopicId,
            LeaderEpoch = Math.Max(mark.LeaderEpoch, position.LeaderEpoch),
            Received = position.Offset,
        };
    }

    private void Set(PartitionMark mark)
    {
        var index = _marks.FindIndex(other => other.Partition == mark.Partition && string.Equals(other.Topic, mark.Topic, StringComparison.Ordinal));
        if (index < 0)
        {
            _marks.Add(mark);
        }
        else
        {
            _marks[index] = mark;
        }
    }

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
