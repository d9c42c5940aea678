using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Opens the consumers that read partitions again: in no group's assignment, with little fetched ahead. Thread-safe.</summary>
internal sealed partial class RewindConsumers(KafkaStreamOptions options, ILogger<RewindConsumers> logger)
{
    public IConsumer<byte[]?, byte[]?> Open(TopicPartition source)
    {
        var config = ConsumerConfigFactory.Create(options);
        config.EnablePartitionEof = true;
        config.QueuedMaxMessagesKbytes = RewindMemory.PrefetchBytesMax / 1024;
        config.QueuedMinMessages = 1_000;
        config.FetchMaxBytes = RewindMemory.PrefetchBytesMax;
        return new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => LogError(source, error.Reason))
            .SetLogHandler((_, log) => LogClient(log.Name, log.Message))
            .Build();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Reading {Source} again: {Reason}")]
    private partial void LogError(TopicPartition source, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Message}")]
    private partial void LogClient(string client, string message);
}
