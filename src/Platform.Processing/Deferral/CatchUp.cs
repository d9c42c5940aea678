namespace Platform.Processing;

/// <summary>
/// Since when a group has had no lag in a topic. A topic in use is never read to its very end, so a lag is what was there at
/// the last look and is not finished yet. Pure: each look makes a new one.
/// </summary>
internal sealed class CatchUp
{
    private readonly IReadOnlyList<PartitionProgress> _partitions;

    private CatchUp(IReadOnlyList<PartitionProgress> partitions, DateTimeOffset? since)
    {
        _partitions = partitions;
        Since = since;
    }

    /// <summary>Nothing is known.</summary>
    public static CatchUp Unknown { get; } = new([], null);

    /// <summary>Since when there is no lag, or null while there is some or it is not known.</summary>
    public DateTimeOffset? Since { get; }

    /// <summary>Takes what one look showed.</summary>
    /// <param name="partitions">All of the topic's partitions, or null where they are not known.</param>
    /// <param name="now">When.</param>
    public CatchUp Observe(IReadOnlyList<PartitionProgress>? partitions, DateTimeOffset now)
    {
        if (partitions is null)
        {
            return Unknown;
        }

        var isCaughtUp = partitions.Count > 0 && partitions.All(IsPastItsFormerEnd);
        return new CatchUp(partitions, isCaughtUp ? Since ?? now : null);
    }

    // A partition that is new has no former end: it is compared at the next look.
    private bool IsPastItsFormerEnd(PartitionProgress partition)
    {
        foreach (var former in _partitions)
        {
            if (former.Partition == partition.Partition)
            {
                return partition.Committed >= former.End;
            }
        }

        return false;
    }
}
