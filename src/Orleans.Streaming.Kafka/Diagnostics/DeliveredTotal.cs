namespace Orleans.Streaming.Kafka;

/// <summary>
/// What a group on this silo gave to grains since it began. Partitions count for themselves, without a cost that others share, and
/// leave their counts here when they end. Thread-safe.
/// </summary>
internal sealed class DeliveredTotal
{
    private readonly Lock _gate = new();
    private DeliveredCount _ended;
    private DeliveredCount _reported;

    /// <summary>A partition has ended.</summary>
    public void Add(DeliveredCount ended)
    {
        lock (_gate)
        {
            _ended += ended;
        }
    }

    /// <summary>The sum; it never goes back, though a partition may just be ending.</summary>
    /// <param name="live">The counts of the partitions that have not ended.</param>
    public DeliveredCount With(IEnumerable<DeliveredCount> live)
    {
        lock (_gate)
        {
            return _reported = live.Aggregate(_ended, (sum, count) => sum + count).AtLeast(_reported);
        }
    }
}
