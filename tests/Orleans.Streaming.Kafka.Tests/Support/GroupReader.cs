using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Looks at topics and groups from the outside.</summary>
internal static class GroupReader
{
    public static async Task<long?[]> CommittedAsync(IKafkaBroker broker, string group, string topic, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        var response = await admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, [.. Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p))])]);
        return [.. response[0].Partitions.OrderBy(p => p.Partition.Value).Select(p => p.Offset.Value >= 0 ? p.Offset.Value : (long?)null)];
    }

    public static async Task<long> CommittedSumAsync(IKafkaBroker broker, string group, string topic, int partitions) =>
        (await CommittedAsync(broker, group, topic, partitions)).Sum(o => o ?? 0);

    /// <summary>Moves a group's offset, as an operator does while no member is there.</summary>
    public static void Commit(IKafkaBroker broker, string group, string topic, int partition, long offset)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = group, EnableAutoCommit = false })
            .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                consumer.Commit([new TopicPartitionOffset(topic, partition, offset)]);
                return;
            }
            catch (KafkaException e) when (attempt < 20 && e.Error.Code is Confluent.Kafka.ErrorCode.NotCoordinatorForGroup or Confluent.Kafka.ErrorCode.GroupLoadInProgress or Confluent.Kafka.ErrorCode.GroupCoordinatorNotAvailable)
            {
                // A broker that has just started makes its offsets topic only now; the next attempt asks again who coordinates.
            }
        }
    }

    public static long[] Ends(IKafkaBroker broker, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = Guid.NewGuid().ToString() })
            .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        return [.. Enumerable.Range(0, partitions).Select(p => consumer.QueryWatermarkOffsets(new TopicPartition(topic, p), TimeSpan.FromSeconds(10)).High.Value)];
    }

    /// <summary>Every record of partition 0 below an offset.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> ReadThrough(IKafkaBroker broker, string topic, long end)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = Guid.NewGuid().ToString(),
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var result = new List<ConsumeResult<byte[]?, byte[]?>>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < 30)
        {
            var read = consumer.Consume(200);
            if (read is { IsPartitionEOF: true } && read.Offset.Value >= end)
            {
                return result;
            }

            if (read is { IsPartitionEOF: false })
            {
                result.Add(read);
            }
        }

        throw new TimeoutException($"{topic}[0] was not read up to {end} within 30 s.");
    }

    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(IKafkaBroker broker, string topic, int count, int seconds = 30)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = Guid.NewGuid().ToString(),
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            SessionTimeoutMs = 6_000,
        }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count;
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var result = new List<ConsumeResult<byte[]?, byte[]?>>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (result.Count < count && clock.Elapsed.TotalSeconds < seconds)
        {
            if (consumer.Consume(200) is { } read)
            {
                result.Add(read);
            }
        }

        return result;
    }
}
