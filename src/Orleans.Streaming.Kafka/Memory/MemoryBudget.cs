namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one provider may hold in memory on this silo, over all its partitions: the clients' own queues, and every record
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

    /// <summary>The budget of a provider that has a consumer and nothing else.</summary>
    public MemoryBudget(KafkaStreamOptions options)
        : this(options, ReservedBy(options, producerQueueBytes: 0, hasStreams: false))
    {
    }

    public MemoryBudget(KafkaStreamOptions options, long reserved)
    {
        Reserved = reserved;
        _bytesMax = options.MemoryBytesMax - Reserved;
        _recordsMax = options.MemoryRecordsMax;
        (_partitionBytesMax, _partitionRecordsMax) = (options.PartitionBytesMax, options.PartitionRecordsMax);
    }

    /// <summary>What the clients' queues are counted with, whether or not they are full.</summary>
    public long Reserved { get; }

    /// <summary>The bytes held: records, and the clients' queues as if they were full.</summary>
    public long Bytes => Reserved + Volatile.Read(ref _bytes);

    /// <summary>The records held.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>What the clients of a provider hold at most: the group's consumer, the producer of dead letters and streams, and those that read streams again.</summary>
    /// <param name="options">The provider's options.</param>
    /// <param name="producerQueueBytes">The producer's <see cref="KafkaProducerOptions.QueueBytesMax"/>.</param>
    /// <param name="hasStreams">Whether a topic is delivered as streams; only those are read again.</param>
    public static long ReservedBy(KafkaStreamOptions options, long producerQueueBytes, bool hasStreams) =>
        // Twice: what is prefetched, with the client's bookkeeping for each record, and a fetch on its way or being unpacked. Who reads
        // again has one partition, read while its subscribers have room, and counts once.
        (2 * options.PrefetchBytesMax) + producerQueueBytes + (hasStreams ? options.RewindsMax * options.PrefetchBytesMax : 0);

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
