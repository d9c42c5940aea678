using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Producing;

public sealed class ProducerConfigFactoryTests
{
    [Fact]
    public void Create_KeepsWhatIsAcknowledged_InOrder_WhateverHappens()
    {
        var config = Create();

        Assert.Equal(Acks.All, config.Acks);
        Assert.True(config.EnableIdempotence);
        Assert.InRange(config.MaxInFlight!.Value, 1, 5);
        Assert.Equal(0, config.MessageTimeoutMs);
        Assert.Equal(int.MaxValue, config.MessageSendMaxRetries);
        Assert.False(config.AllowAutoCreateTopics);
        Assert.True(config.EnableDeliveryReports);
    }

    [Fact]
    public void Create_PartitionsAsKafkasJavaClient() => Assert.Equal(Partitioner.Murmur2Random, Create().Partitioner);

    [Fact]
    public void Create_WithTheDefaults_CompressesWithLz4AndBacksOffFrom100MsTo1S()
    {
        var config = Create();

        Assert.Equal(CompressionType.Lz4, config.CompressionType);
        Assert.Equal(5, config.LingerMs);
        Assert.Equal(100, config.RetryBackoffMs);
        Assert.Equal(1_000, config.RetryBackoffMaxMs);
        Assert.Equal(KafkaProducerOptions.DefaultRecordBytesMax, config.MessageMaxBytes);
    }

    [Fact]
    public void Create_WithADeliveryTimeout_GivesUpAfterIt_OrAfterEightRetries()
    {
        var config = Create(o => o.DeliveryTimeout = TimeSpan.FromSeconds(90));

        Assert.Equal(90_000, config.MessageTimeoutMs);
        Assert.Equal(8, config.MessageSendMaxRetries);
    }

    [Fact]
    public void Create_WithRetriesAndALongDelay_TakesThem()
    {
        var config = Create(o => (o.Retries, o.RetryDelay) = (3, TimeSpan.FromSeconds(5)));

        Assert.Equal(3, config.MessageSendMaxRetries);
        Assert.Equal(5_000, config.RetryBackoffMs);
        Assert.Equal(5_000, config.RetryBackoffMaxMs);
    }

    [Theory]
    [InlineData(KafkaCompression.Lz4, CompressionType.Lz4)]
    [InlineData(KafkaCompression.Zstd, CompressionType.Zstd)]
    [InlineData(KafkaCompression.Gzip, CompressionType.Gzip)]
    [InlineData(KafkaCompression.None, CompressionType.None)]
    public void Create_CompressesAsConfigured(KafkaCompression compression, CompressionType expected) =>
        Assert.Equal(expected, Create(o => o.Compression = compression).CompressionType);

    [Fact]
    public void Create_NeverLetsTheClientsOwnQueueBeTheNarrowerOne()
    {
        var config = Create(o => (o.QueueRecordsMax, o.QueueBytesMax) = (500, 8L << 20));

        Assert.InRange(config.QueueBufferingMaxMessages!.Value, 501, int.MaxValue);
        Assert.InRange(config.QueueBufferingMaxKbytes!.Value, (8 << 10) + 1, int.MaxValue);
    }

    [Fact]
    public void Create_TakesOtherPropertiesByTheirNames() =>
        Assert.Equal("1024", Create(o => o.Properties["batch.num.messages"] = "1024").Get("batch.num.messages"));

    private static ProducerConfig Create(Action<KafkaProducerOptions>? configure = null)
    {
        var options = new KafkaProducerOptions { Connection = new KafkaConnection { BootstrapServers = "localhost:9" } };
        configure?.Invoke(options);
        return ProducerConfigFactory.Create(options);
    }
}
