using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The highest offset each group is known to have committed. It proves the same for ever: what a group has finished stays
/// finished, whatever is reset later. Bounded. Thread-safe.
/// </summary>
/// <param name="countMax">How many partitions it may know; with one more it forgets all and learns anew.</param>
internal sealed class KnownOffsets(int countMax)
{
    private readonly ConcurrentDictionary<(string Group, OffsetQuestion Partition), long> _known = new();

    /// <summary>The highest committed offset that is known, or null.</summary>
    /// <param name="group">The group.</param>
    /// <param name="partition">The partition.</param>
    public long? Find(string group, OffsetQuestion partition) => _known.TryGetValue((group, partition), out var offset) ? offset : null;

    /// <summary>Notes what the broker said.</summary>
    /// <param name="group">The group.</param>
    /// <param name="partition">The partition; a topic without an id can't be told from one of the same name that takes its place, so nothing is kept of it.</param>
    /// <param name="offset">The committed offset.</param>
    public void Note(string group, OffsetQuestion partition, long offset)
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
