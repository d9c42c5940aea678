namespace Orleans.Streaming.Kafka;

/// <summary>What one partition has read and not finished, at a moment.</summary>
/// <param name="Oldest">The first record that is not finished; null where there is none.</param>
/// <param name="InFlight">How many calls are in flight.</param>
/// <param name="Hot">The entities with the most events that wait, the longest queue first; bounded.</param>
internal readonly record struct PartitionBacklog(PendingRecord? Oldest, int InFlight, IReadOnlyList<HotEntity> Hot)
{
    /// <summary>An entity counts as hot from so many events on: what waits no longer fits into one call.</summary>
    public const int HotMin = 100;

    /// <summary>How many hot entities of a group are named, so that the names stay few.</summary>
    public const int HotMax = 10;

    /// <summary>Nothing.</summary>
    public static PartitionBacklog None { get; } = new(null, 0, []);

    /// <summary>The longest queues among some.</summary>
    public static HotEntity[] Hottest(IEnumerable<HotEntity> entities) =>
        [.. entities.OrderByDescending(entity => entity.Events).Take(HotMax)];
}
