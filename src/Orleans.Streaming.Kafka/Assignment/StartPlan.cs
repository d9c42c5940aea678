namespace Orleans.Streaming.Kafka;

/// <summary>
/// Which starts a member must resolve and commit for one topic. Pure.
/// </summary>
/// <remarks>
/// The owner of partition 0 pins every partition of the topic in one commit; so a committed partition 0 says that the
/// group has begun with this topic, and a partition without a commit was created later: it begins at its first record.
/// Without such a marker, two members that start together could not distinguish a new group from a new partition.
/// </remarks>
internal sealed record StartPlan
{
    /// <summary>The partitions whose start is to be resolved by the policy and committed, whoever owns them.</summary>
    public required IReadOnlyList<int> ByPolicy { get; init; }

    /// <summary>The partitions that begin at their first record, to be committed.</summary>
    public required IReadOnlyList<int> AtBeginning { get; init; }

    /// <summary>Whether the owner of partition 0 has to act first.</summary>
    public required bool MustWait { get; init; }

    /// <summary>Plans one topic.</summary>
    /// <param name="committed">The committed offset of every partition of the topic, null where there is none.</param>
    /// <param name="assigned">The partitions that are ours.</param>
    public static StartPlan For(IReadOnlyList<long?> committed, IReadOnlyCollection<int> assigned)
    {
        var open = assigned.Where(p => committed[p] is null).Order().ToList();
        if (open.Count == 0)
        {
            return new StartPlan { ByPolicy = [], AtBeginning = [], MustWait = false };
        }

        if (committed[0] is not null)
        {
            return new StartPlan { ByPolicy = [], AtBeginning = open, MustWait = false };
        }

        return assigned.Contains(0)
            ? new StartPlan { ByPolicy = [.. Enumerable.Range(0, committed.Count).Where(p => committed[p] is null)], AtBeginning = [], MustWait = false }
            : new StartPlan { ByPolicy = [], AtBeginning = [], MustWait = true };
    }
}
