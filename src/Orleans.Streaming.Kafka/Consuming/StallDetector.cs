namespace Orleans.Streaming.Kafka;

/// <summary>
/// Distinguishes a stalled partition from one that is idle, busy or paused: stalled is one with records to read, none of which is
/// read for a timeout although nothing of ours holds it. Pure: the time and the logs' ends are arguments.
/// </summary>
internal sealed class StallDetector(TimeSpan timeout)
{
    private readonly Dictionary<object, Watch> _watches = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, long> _stalled = new(StringComparer.Ordinal);

    /// <summary>Whether a partition stalled and was not read on since: a consumer that was rebuilt for it has still to show that it reads.</summary>
    public bool IsUnsettled => _stalled.Count > 0;

    /// <summary>These are not read on, whatever keeps them from it.</summary>
    public void Stall(IEnumerable<PartitionView> partitions)
    {
        foreach (var partition in partitions)
        {
            _stalled[partition.Name] = Math.Max(partition.Next, _stalled.GetValueOrDefault(partition.Name, -1));
        }
    }

    /// <summary>Of the stalled ones only these are still ours to read.</summary>
    public void KeepOnly(IReadOnlyCollection<PartitionView> partitions)
    {
        foreach (var gone in _stalled.Keys.Except(partitions.Select(p => p.Name), StringComparer.Ordinal).ToList())
        {
            _stalled.Remove(gone);
        }
    }

    /// <summary>Takes in how far the partitions are, and names those that may be stalled: of these the log's end matters.</summary>
    /// <param name="now">The time, on any clock that goes forward.</param>
    /// <param name="partitions">All there are.</param>
    public IReadOnlyList<PartitionView> Look(TimeSpan now, IReadOnlyCollection<PartitionView> partitions)
    {
        foreach (var gone in _watches.Keys.Except(partitions.Select(p => p.Assignment), ReferenceEqualityComparer.Instance).ToList())
        {
            _watches.Remove(gone!);
        }

        var suspects = new List<PartitionView>();
        foreach (var partition in partitions)
        {
            // By the offset, not by the assignment: a new consumer may read again up to the old position, and stop there.
            if (_stalled.TryGetValue(partition.Name, out var stoodAt) && partition.Next > stoodAt)
            {
                _stalled.Remove(partition.Name);
            }

            if (!_watches.TryGetValue(partition.Assignment, out var watch) || watch.Next != partition.Next || partition.IsHeld)
            {
                _watches[partition.Assignment] = new Watch(partition.Next, Since: now, LaggingSince: null);
            }
            else if (now - watch.Since >= timeout / 4 || _stalled.ContainsKey(partition.Name))
            {
                suspects.Add(partition);
            }
        }

        return suspects;
    }

    /// <summary>Takes in a suspect's end of the log; true when it is stalled.</summary>
    /// <param name="now">When the end was queried.</param>
    /// <param name="suspect">As <see cref="Look"/> gave it.</param>
    /// <param name="logEnd">The end of what may be read, or null where it could not be learned: then nothing is held against it.</param>
    public bool IsStalled(TimeSpan now, PartitionView suspect, long? logEnd)
    {
        if (!_watches.TryGetValue(suspect.Assignment, out var watch))
        {
            return false;
        }

        if (logEnd <= suspect.Next)
        {
            // All there is was read.
            _stalled.Remove(suspect.Name);
        }

        var lagging = logEnd > suspect.Next ? watch.LaggingSince ?? now : (TimeSpan?)null;
        _watches[suspect.Assignment] = watch with { LaggingSince = lagging };
        var isStalled = lagging is { } since && now - since >= timeout;
        if (isStalled)
        {
            Stall([suspect]);
        }

        return isStalled;
    }

    private readonly record struct Watch(long Next, TimeSpan Since, TimeSpan? LaggingSince);
}
