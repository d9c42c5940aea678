using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Opens the consumers that read partitions again: in no group's assignment, with little fetched ahead. Thread-safe.</summary>
internal sealed class RewindConsumers(KafkaStreamOptions options, TimeProvider time, ILogger<RewindConsumers> logger)
{
    public IConsumer<byte[]?, byte[]?> Open(TopicPartition source)
    {
        var config = ConsumerConfigFactory.Create(options);
        config.EnablePartitionEof = true;
        config.QueuedMaxMessagesKbytes = RewindMemory.PrefetchBytesMax / 1024;
        config.QueuedMinMessages = 1_000;
        config.FetchMaxBytes = RewindMemory.PrefetchBytesMax;
        var report = new ClientReport($"Reading {source} again", options.Connection!, time, logger);
        return KafkaClients.BuildReader(config, options.Connection!, report);
    }
}
