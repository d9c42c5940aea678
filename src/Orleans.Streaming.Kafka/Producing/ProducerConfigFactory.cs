using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes a librdkafka producer configuration of our options.</summary>
internal static class ProducerConfigFactory
{
    public static ProducerConfig Create(KafkaProducerOptions options)
    {
        var config = new ProducerConfig
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            MaxInFlight = 5,
            CompressionType = CompressionType.Lz4,
            // The partition that Kafka's Java and JavaScript clients choose for the same key; librdkafka's default is another.
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = options.Linger.TotalMilliseconds,
            RetryBackoffMs = 100,
            RetryBackoffMaxMs = 1_000,
            // 0: never. A message that expires breaks the order of those behind it.
            MessageTimeoutMs = (int)(options.DeliveryTimeout ?? TimeSpan.Zero).TotalMilliseconds,
            QueueBufferingMaxKbytes = (int)(options.QueueBytesMax / 1024),
            QueueBufferingMaxMessages = options.QueueRecordsMax,
            MessageMaxBytes = options.RecordBytesMax,
            EnableDeliveryReports = true,
            // Who reports is known by the record; key, value and headers need not come back.
            DeliveryReportFields = "status",
        };
        options.Connection!.ApplyTo(config);
        return config;
    }
}
