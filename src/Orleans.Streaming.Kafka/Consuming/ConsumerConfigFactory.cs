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
            FetchWaitMaxMs = (int)options.FetchWait.TotalMilliseconds,
            // The default of 1,000 ms is how long a fetch rests once the local queue was full: the largest throughput trap.
            FetchQueueBackoffMs = 1,
            QueuedMaxMessagesKbytes = (int)(options.PrefetchBytesMax / 1024),
            QueuedMinMessages = 10_000,
            // What one fetch brings is unpacked beside the queue: the memory limit counts both.
            FetchMaxBytes = (int)Math.Max(options.PrefetchBytesMax / 4, 1 << 20),
            // A fetch brings this much of one partition after another, compressed as it is stored: small enough that all of them have
            // something to deliver, and that none is thousands of records ahead of the others (decision 0198).
            MaxPartitionFetchBytes = 64 << 10,
            // A batch that was damaged on a broker's disk must not be taken for events, which are what its bytes happen to say.
            CheckCrcs = true,
            // Where a partition's end lies behind records nobody is given (transaction markers, what was aborted or compacted),
            // only this event says that all was read.
            EnablePartitionEof = true,
            // How soon new partitions are noticed.
            TopicMetadataRefreshIntervalMs = (int)options.TopicCheckInterval.TotalMilliseconds,
        };
        // A consume thread that is given up can't leave the group; this makes the client leave for it. A hand-over, which runs
        // inside the poll, is shorter.
        config.MaxPollIntervalMs = (int)Math.Max(
            Math.Max(options.StallTimeout.TotalMilliseconds, options.SessionTimeout.TotalMilliseconds),
            (options.DrainTimeout + (2 * RebalanceHandlers.HandOverMax)).TotalMilliseconds);
        config.ClientRack = options.Rack;
        ApplyProtocol(config, options);
        options.Connection!.ApplyTo(config);
        config.Apply(options.ConsumerProperties);
        return config;
    }

    private static void ApplyProtocol(ConsumerConfig config, KafkaStreamOptions options)
    {
        if (options.GroupProtocol == KafkaGroupProtocol.Consumer)
        {
            // The client refuses session, heartbeat and assignment strategy here: they are the broker's (KIP-848).
            config.GroupProtocol = GroupProtocol.Consumer;
            config.GroupRemoteAssignor = "range";
            return;
        }

        config.GroupProtocol = GroupProtocol.Classic;
        if (options.Assignor == KafkaAssignor.Eager)
        {
            // Several, in order of preference; the client's own type names only one.
            config.Set("partition.assignment.strategy", "range,roundrobin");
        }
        else
        {
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        }

        config.SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds;
        config.HeartbeatIntervalMs = (int)options.HeartbeatInterval.TotalMilliseconds;
    }
}
