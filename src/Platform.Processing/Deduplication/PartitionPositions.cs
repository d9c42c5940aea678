using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>The partition positions of an entity while a batch is folded. Owned by one fold.</summary>
/// <param name="positions">The durable positions; never changed.</param>
internal sealed class PartitionPositions(PartitionPosition[] positions)
{
    private PartitionPosition[] _positions = positions;
    private bool _isOwn;

    /// <summary>Whether the record was received before.</summary>
    /// <param name="position">The record's position.</param>
    /// <exception cref="TopicTruncatedException">The partition was truncated below what was received.</exception>
    public bool IsDuplicate(RecordPosition position)
    {
        var index = IndexOf(position);
        if (index < 0 || !IsSameTopic(_positions[index].TopicId, position.TopicId) || position.Offset > _positions[index].Received)
        {
            return false;
        }

        // Epochs never go down along a log, so a record at or below the position is as old as the position or older. -1: unknown.
        var known = _positions[index];
        if (known.LeaderEpoch >= 0 && position.LeaderEpoch > known.LeaderEpoch)
        {
            throw new TopicTruncatedException(position, known.Received, known.LeaderEpoch);
        }

        return true;
    }

    /// <summary>Moves the partition's position to a record that is no duplicate and is done.</summary>
    /// <param name="position">The record's position.</param>
    public void Advance(RecordPosition position) => Set(position, position.Offset);

    /// <summary>Moves the partition's position to a record that is no duplicate and is parked.</summary>
    /// <param name="position">The record's position.</param>
    public void Receive(RecordPosition position) => Set(position, applied: null);

    /// <summary>Whether records of this partition may be parked: one that comes now must not overtake them.</summary>
    /// <param name="position">The record's position.</param>
    public bool IsParked(RecordPosition position)
    {
        var index = IndexOf(position);
        return index >= 0 && IsSameTopic(_positions[index].TopicId, position.TopicId) && _positions[index].Applied < _positions[index].Received;
    }

    /// <summary>Whether a parked record was passed to the rules before.</summary>
    /// <param name="position">The position it had.</param>
    public bool IsApplied(RecordPosition position)
    {
        var index = IndexOf(position);
        return index >= 0 && IsSameTopic(_positions[index].TopicId, position.TopicId) && position.Offset <= _positions[index].Applied;
    }

    /// <summary>Notes that a parked record was passed to the rules.</summary>
    /// <param name="position">The position it had.</param>
    public void Apply(RecordPosition position)
    {
        // The position in a topic that was re-created since says nothing about the older one's records.
        var index = IndexOf(position);
        if (index >= 0 && IsSameTopic(_positions[index].TopicId, position.TopicId))
        {
            Own()[index] = _positions[index] with { Applied = position.Offset };
        }
    }

    /// <summary>Notes that nothing is parked any more.</summary>
    public void ApplyAll()
    {
        for (var i = 0; i < _positions.Length; i++)
        {
            Own()[i] = _positions[i] with { Applied = _positions[i].Received };
        }
    }

    /// <summary>The positions as they are now; they are never changed.</summary>
    public PartitionPosition[] ToArray()
    {
        _isOwn = false;
        return _positions;
    }

    private void Set(RecordPosition position, long? applied)
    {
        var index = IndexOf(position);
        if (index < 0)
        {
            (_positions, _isOwn) = ([.. _positions, First(position, applied)], true);
            return;
        }

        var known = _positions[index];
        Own()[index] = !IsSameTopic(known.TopicId, position.TopicId) ? First(position, applied) : new PartitionPosition(
            known.Topic,
            position.TopicId == Guid.Empty ? known.TopicId : position.TopicId,
            known.Partition,
            Math.Max(known.LeaderEpoch, position.LeaderEpoch),
            position.Offset,
            applied ?? known.Applied);
    }

    // The array that came in belongs to the durable state, and one that was handed out to the next one.
    private PartitionPosition[] Own()
    {
        if (!_isOwn)
        {
            (_positions, _isOwn) = ([.. _positions], true);
        }

        return _positions;
    }

    private static PartitionPosition First(RecordPosition position, long? applied) =>
        new(position.Topic, position.TopicId, position.Partition, position.LeaderEpoch, position.Offset, applied ?? -1);

    // Brokers that give no topic id can't tell a re-created topic; an id that becomes known is not another topic.
    private static bool IsSameTopic(Guid left, Guid right) => left == right || left == Guid.Empty || right == Guid.Empty;

    private int IndexOf(RecordPosition position)
    {
        for (var i = 0; i < _positions.Length; i++)
        {
            if (_positions[i].Partition == position.Partition && string.Equals(_positions[i].Topic, position.Topic, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
