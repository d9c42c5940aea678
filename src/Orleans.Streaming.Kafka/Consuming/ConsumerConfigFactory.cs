using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes a librdkafka consumer configuration of a provider's options.</summary>
internal static class ConsumerConfigFactory
{
    public static ConsumerConfig Create(KafkaStreamOptions options)
    {
        var config = new ConsumerConfig
        {
            GroupId = options.GroupId,
            // We alone commit, and only what is finished.
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            // Starts are resolved and committed before anything is read; an offset that is out of range is ours to decide on.
            AutoOffsetReset = AutoOffsetReset.Error,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)options.HeartbeatInterval.TotalMilliseconds,
            FetchWaitMaxMs = (int)options.FetchWait.TotalMilliseconds,
            // The default of 1,000 ms is how long a fetch rests once the local queue was full: the largest throughput trap.
            FetchQueueBackoffMs = 1,
            QueuedMaxMessagesKbytes = (int)(options.PrefetchBytesMax / 1024),
            QueuedMinMessages = 10_000,
            EnablePartitionEof = false,
            // How soon new partitions are noticed.
            TopicMetadataRefreshIntervalMs = 30_000,
        };
        options.Connection!.ApplyTo(config);
        config.Apply(options.ConsumerProperties);
        return config;
    }
}
