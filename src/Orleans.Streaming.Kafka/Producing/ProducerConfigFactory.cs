using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes a librdkafka producer configuration of our options.</summary>
internal static class ProducerConfigFactory
{
    private const int RetriesWithTimeout = 8;
    private const double RetryDelayMaxMs = 1_000;

    // librdkafka counts a record with its own headers; ours are the narrower limits.
    private const int QueueSlack = 2;
    private const long QueueKilobytesMax = int.MaxValue;

    public static ProducerConfig Create(KafkaProducerOptions options)
    {
        var config = new ProducerConfig
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            MaxInFlight = 5,
            CompressionType = options.Compression switch
            {
                KafkaCompression.Lz4 => CompressionType.Lz4,
                KafkaCompression.Zstd => CompressionType.Zstd,
                KafkaCompression.Gzip => CompressionType.Gzip,
                _ => CompressionType.None,
            },
            // The partition that Kafka's Java and JavaScript clients choose for the same key; librdkafka's default is another.
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = options.Linger.TotalMilliseconds,
            MessageSendMaxRetries = options.Retries ?? (options.DeliveryTimeout is null ? int.MaxValue : RetriesWithTimeout),
            RetryBackoffMs = (int)options.RetryDelay.TotalMilliseconds,
            RetryBackoffMaxMs = (int)Math.Max(RetryDelayMaxMs, options.RetryDelay.TotalMilliseconds),
            // 0: never. A message that expires breaks the order of those behind it.
            MessageTimeoutMs = (int)(options.DeliveryTimeout ?? TimeSpan.Zero).TotalMilliseconds,
            QueueBufferingMaxKbytes = (int)Math.Min(QueueSlack * (options.QueueBytesMax / 1024), QueueKilobytesMax),
            QueueBufferingMaxMessages = Math.Min(QueueSlack * options.QueueRecordsMax, 10_000_000),
            MessageMaxBytes = options.RecordBytesMax,
            EnableDeliveryReports = true,
            // Who reports is known by the record; key, value and headers need not come back.
            DeliveryReportFields = "status",
        };
        options.Connection!.ApplyTo(config);
        config.Apply(options.Properties);
        return config;
    }
}
