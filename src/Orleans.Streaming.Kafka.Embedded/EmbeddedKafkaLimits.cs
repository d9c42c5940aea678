namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>What <see cref="EmbeddedKafka"/> can hold. They are librdkafka's and can't be changed.</summary>
public static class EmbeddedKafkaLimits
{
    /// <summary>The bytes a partition keeps, as they came over the wire (compressed): 5 MiB. Above it the oldest batch is dropped, read or not.</summary>
    public const int PartitionSizeMax = 5 * 1024 * 1024;

    /// <summary>The batches a partition keeps. Above it the oldest is dropped, read or not.</summary>
    public const int PartitionBatchCountMax = 100_000;

    /// <summary>The largest batch a producer may send (<c>batch.size</c>): 1,000,000 bytes. Two neighbouring batches that together exceed <see cref="PartitionSizeMax"/> make the later one vanish although it was acknowledged.</summary>
    public const int BatchSizeMax = 1_000_000;

    /// <summary>The largest record a producer may send (<c>message.max.bytes</c>, librdkafka's default): 1,000,000 bytes. The broker does not check it.</summary>
    public const int RecordSizeMax = 1_000_000;
}
