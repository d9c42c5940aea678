using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>What the deliveries of one provider share.</summary>
internal sealed record DeliveryServices(
    string Group,
    IGrainFactory Grains,
    IRecordDecoder Decoder,
    IDeadLetters DeadLetters,
    DispatchLimits Limits,
    KafkaMetrics Metrics,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    /// <summary>Dispatches what is buffered, older records first.</summary>
    public GroupDispatcher Dispatcher { get; } = new(Limits.DispatchedRecordsMax, Limits.EntitiesInFlightMax);

    /// <summary>What was given to grains.</summary>
    public DeliveredTotal Delivered { get; } = new();

    /// <summary>Bounds the log lines that records and entities bring about.</summary>
    public LogThrottle<LogKind> Lines { get; init; } = new(Time);

    /// <summary>What all partitions together may hold.</summary>
    public required MemoryBudget Memory { get; init; }

    /// <summary>Says what a failed call means.</summary>
    public required FailureJudge Judge { get; init; }

    /// <summary>What becomes of an event that failed for good, where its topic does not say.</summary>
    public required FailurePolicy PermanentFailure { get; init; }

    /// <summary>Looks at what decoders return; null where nothing leaves the process, as in tests without a silo.</summary>
    public EventSerializers? Serializers { get; init; }

    /// <summary>Reads the request context of streams' producers; null in tests without a silo, where only strings are carried.</summary>
    public StreamContextHeaders? Context { get; init; }

    /// <summary>Takes batches for grains in this silo without a call, or null where all are called.</summary>
    public ILocalEventReceivers? LocalReceivers
    {
        get;
        init
        {
            field = value;
            Dispatcher.MakeRoom = value is null ? null : value.MakeRoom;
        }
    }

    /// <summary>Says of which entities all partitions are this silo's; null where all are, as in tests without a group.</summary>
    public EntityOwnership? Ownership { get; init; }

    /// <summary>How many partitions a topic has; 0 where it is not known.</summary>
    public Func<string, int> PartitionsOf { get; init; } = static _ => 0;
}
