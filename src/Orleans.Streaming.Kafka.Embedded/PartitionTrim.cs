namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>Decides what may be trimmed from one partition and notices what the broker dropped by itself. Owned by the trimming task.</summary>
/// <param name="keepRecords">How many read records to keep.</param>
internal sealed class PartitionTrim(int keepRecords)
{
    private readonly HashSet<string> _losing = new(StringComparer.Ordinal);
    private long _low;

    /// <summary>Whether the groups' positions are needed at all.</summary>
    public bool IsDue(long low, long high) => low != _low || high - keepRecords > low || _losing.Count > 0;

    /// <summary>The offset to delete below, or null.</summary>
    /// <param name="low">The first offset there.</param>
    /// <param name="high">The next offset to be written.</param>
    /// <param name="positions">The groups that read the partition; without any, nothing is trimmed.</param>
    public long? DeleteBefore(long low, long high, IReadOnlyCollection<GroupPosition> positions)
    {
        // The broker is dropping by itself. Between this look and a delete it may drop further, and deleting below the
        // first record would move the log's start back to where nothing is: readers there would wait for ever.
        var isBrokerDropping = low != _low;
        _low = low;
        if (isBrokerDropping || positions.Count == 0)
        {
            return null;
        }

        // No commit means that nothing was read, not that nobody will.
        var before = Math.Min(high - keepRecords, positions.Min(p => p.Committed ?? 0));
        if (before <= low)
        {
            return null;
        }

        return _low = before;
    }

    /// <summary>The groups that have begun to miss records since the last call. A group's missing ends when it has committed beyond the gap.</summary>
    /// <param name="low">The first offset there.</param>
    /// <param name="positions">The groups that read the partition.</param>
    public IReadOnlyList<GroupPosition> NewLosses(long low, IReadOnlyCollection<GroupPosition> positions)
    {
        var losses = new List<GroupPosition>();
        foreach (var position in positions)
        {
            if ((position.Committed ?? 0) >= low)
            {
                _losing.Remove(position.GroupId);
            }
            else if (_losing.Add(position.GroupId))
            {
                losses.Add(position);
            }
        }

        return losses;
    }
}
