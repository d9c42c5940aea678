namespace Platform.Chaos;

/// <summary>The longest time for which a partition with events to read committed nothing. One thread.</summary>
internal sealed class PauseWatch(TimeProvider time)
{
    private readonly Dictionary<string, (long Committed, long Since)> _waiting = new(StringComparer.Ordinal);

    /// <summary>The longest so far.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Whose it was.</summary>
    public string? Partition { get; private set; }

    /// <summary>Takes how far the partitions are that are not at their end.</summary>
    public void Look(IReadOnlyList<(string Partition, long Committed, long End)> behind)
    {
        var now = time.GetTimestamp();
        foreach (var (partition, committed, _) in behind)
        {
            if (!_waiting.TryGetValue(partition, out var before) || before.Committed != committed)
            {
                _waiting[partition] = (committed, now);
            }
            else if (time.GetElapsedTime(before.Since, now) is var pause && pause > Longest)
            {
                (Longest, Partition) = (pause, partition);
            }
        }

        foreach (var done in _waiting.Keys.Except(behind.Select(one => one.Partition), StringComparer.Ordinal).ToArray())
        {
            _waiting.Remove(done);
        }
    }
}
