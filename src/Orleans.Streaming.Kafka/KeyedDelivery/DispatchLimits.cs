namespace Orleans.Streaming.Kafka;

/// <summary>The limits of a dispatcher.</summary>
internal sealed record DispatchLimits
{
    public static DispatchLimits Of(KafkaStreamOptions options) => new()
    {
        DispatchedRecordsMax = options.DispatchedRecordsMax,
        EntitiesInFlightMax = options.EntitiesInFlightMax,
        BatchCountMax = options.BatchCountMax,
        BatchBytesMax = options.BatchBytesMax,
        Retry = new RetrySchedule(options.RetryDelay, options.RetryDelayMax),
        SlowCallAge = options.SlowCallAge,
        SlowCallsMax = options.SlowCallsMax,
        CallTimeout = options.CallTimeout,
    };

    /// <summary>How many records are dispatched and not finished at once, over all partitions of the group.</summary>
    public int DispatchedRecordsMax { get; init; } = 16_384;

    /// <summary>How many entities have a call in flight at once, over all partitions of the group and slow calls aside.</summary>
    public required int EntitiesInFlightMax { get; init; }

    /// <summary>How many events a call carries.</summary>
    public required int BatchCountMax { get; init; }

    /// <summary>How many bytes of values a call carries; a single larger event is a batch of its own.</summary>
    public long BatchBytesMax { get; init; } = long.MaxValue;

    /// <summary>When a failed call is repeated.</summary>
    public required RetrySchedule Retry { get; init; }

    /// <summary>From which age on a call in flight is slow: it counts no more among those.</summary>
    public TimeSpan SlowCallAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many slow calls of a partition may be beside those; more count among them again.</summary>
    public int SlowCallsMax { get; init; } = 1_024;

    /// <summary>After how long without an answer a batch is sent once more.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
