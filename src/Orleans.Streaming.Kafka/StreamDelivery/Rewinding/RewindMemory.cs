namespace Orleans.Streaming.Kafka;

/// <summary>
/// What subscribers that are given records again may hold of them on this silo: an equal share each, and always one record. It
/// counts against the provider's memory, as do the consumers that read. Thread-safe.
/// </summary>
internal sealed class RewindMemory(MemoryBudget budget, long bytesMax)
{
    /// <summary>What a rewinder's consumer fetches ahead.</summary>
    public const int PrefetchBytesMax = 1 << 20;

    // What is prefetched, and a fetch on its way or being unpacked.
    private const long ConsumerBytes = 2 * PrefetchBytesMax;

    private const long SubscriberBytesMax = 1 << 20;

    private int _subscribers;

    public static RewindMemory Of(KafkaStreamOptions options, MemoryBudget budget) => new(budget, options.MemoryBytesMax / 16);

    /// <summary>At how many bytes a subscriber is handed no more.</summary>
    public long Share => Math.Clamp(bytesMax / Math.Max(Volatile.Read(ref _subscribers), 1), 1, SubscriberBytesMax);

    public void Join() => Interlocked.Increment(ref _subscribers);

    public void Leave() => Interlocked.Decrement(ref _subscribers);

    /// <summary>A subscriber holds more, or less.</summary>
    public void Change(long bytes, long records) => budget.Change(bytes, records);

    public void ConsumerOpened() => budget.Change(ConsumerBytes, 0);

    public void ConsumerClosed() => budget.Change(-ConsumerBytes, 0);
}
