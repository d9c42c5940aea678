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
    ILoggerFactory Loggers);
