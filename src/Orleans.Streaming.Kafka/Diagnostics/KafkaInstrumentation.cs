namespace Orleans.Streaming.Kafka;

/// <summary>What an OpenTelemetry set-up adds: <c>metrics.AddMeter(KafkaInstrumentation.MeterName)</c>, <c>tracing.AddSource(KafkaInstrumentation.ActivitySourceName)</c>.</summary>
public static class KafkaInstrumentation
{
    /// <summary>The meter of all instruments.</summary>
    public const string MeterName = "Orleans.Streaming.Kafka";

    /// <summary>The source of all activities.</summary>
    public const string ActivitySourceName = "Orleans.Streaming.Kafka";
}
