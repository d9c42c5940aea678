namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one provider may hold in memory on this silo, over all its partitions: the client's own queues, and every record
/// that was read and is not finished, whether it waits, is in a call or becomes a dead letter. Thread-safe.
/// </summary>
/// <remarks>
/// Half of it is for whoever needs it; of the other half each partition has an equal share. So once more than half is taken,
/// the partitions that hold more than their share read no further, and those that hold less go on. With that, all
/// partitions together can't exceed the whole, and none can be starved by others that do not drain.
/// </remarks>
internal sealed class MemoryBudget
{
    private readonly long _bytesMax;
    private readonly long _recordsMax;
    private readonly long _partitionBytesMax;
    private readonly long _partitionRecordsMax;
    private long _bytes;
    private long _records;
    private int _partitions;

    public MemoryBudget(KafkaStreamOptions options)
    {
        Reserved = ReservedBy(options);
        _bytesMax = options.MemoryBytesMax - Reserved;
        _recordsMax = options.MemoryRecordsMax;
        (_partitionBytesMax, _partitionRecordsMax) = (options.PartitionBytesMax, options.PartitionRecordsMax);
    }

    /// <summary>What the client's queues are counted with, whether or not they are full.</summary>
    public long Reserved { get; }

    /// <summary>The bytes held: records, and the client's queues as if they were full.</summary>
    public long Bytes => Reserved + Volatile.Read(ref _bytes);

    /// <summary>The records held.</summary>
    public long Records => Volatile.Read(ref _records);

    // Twice: what is prefetched, with the client's bookkeeping for each record, and a fetch on its way or being unpacked.
    public static long ReservedBy(KafkaStreamOptions options) => 2 * options.PrefetchBytesMax;

    /// <summary>What one partition may hold now.</summary>
    public (long Bytes, long Records) PartitionLimit()
    {
        if (Volatile.Read(ref _bytes) < _bytesMax / 2 && Volatile.Read(ref _records) < _recordsMax / 2)
        {
            return (_partitionBytesMax, _partitionRecordsMax);
        }

        var partitions = Math.Max(Volatile.Read(ref _partitions), 1);
        return (
            Math.Min(_partitionBytesMax, Math.Max(_bytesMax / 2 / partitions, 1)),
            Math.Min(_partitionRecordsMax, Math.Max(_recordsMax / 2 / partitions, 1)));
    }

    public void Join() => Interlocked.Increment(ref _partitions);

    public void Leave() => Interlocked.Decrement(ref _partitions);

    /// <summary>A partition holds more, or less.</summary>
    public void Change(long bytes, long records)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (records != 0)
        {
            Interlocked.Add(ref _records, records);
        }
    }
}
