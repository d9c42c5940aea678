using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The highest offset each group is known to have committed. It proves the same for ever: what a group has finished stays
/// finished, whatever is reset later. Bounded. Thread-safe.
/// </summary>
/// <param name="countMax">How many partitions it may know; with one more it forgets all and learns again.</param>
internal sealed class CommittedOffsetCache(int countMax)
{
    private readonly ConcurrentDictionary<(string Group, OffsetRequest Partition), long> _known = new();

    /// <summary>The highest committed offset that is known, or null.</summary>
    /// <param name="group">The group.</param>
    /// <param name="partition">The partition.</param>
    public long? Find(string group, OffsetRequest partition) => _known.TryGetValue((group, partition), out var offset) ? offset : null;

    /// <summary>Notes what the broker said.</summary>
    /// <param name="group">The group.</param>
    /// <param name="partition">The partition; a topic without an id can't be distinguished from one of the same name that replaces it, so nothing is kept of it.</param>
    /// <param name="offset">The committed offset.</param>
    public void Note(string group, OffsetRequest partition, long offset)
    {
        if (partition.TopicId == Guid.Empty)
        {
            return;
        }

        if (_known.Count >= countMax)
        {
            _known.Clear();
        }

        _known.AddOrUpdate((group, partition), offset, (_, known) => Math.Max(known, offset));
    }
}
