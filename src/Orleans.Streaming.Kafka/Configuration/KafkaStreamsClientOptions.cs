namespace Orleans.Streaming.Kafka;

/// <summary>The options of a Kafka stream provider on a cluster client. Named by the provider.</summary>
public sealed class KafkaStreamsClientOptions
{
    /// <summary>How to reach the cluster. Required.</summary>
    public KafkaConnection? Connection { get; set; }
}
