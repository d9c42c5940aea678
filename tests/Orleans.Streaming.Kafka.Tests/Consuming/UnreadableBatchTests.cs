using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Batches that were damaged on a broker's disk. Batches of ten records each lie in partition 0; partition 1 has none.</summary>
[Collection(LogsGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class UnreadableBatchTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableTheory]
    [InlineData(CompressionType.None, false)]
    [InlineData(CompressionType.Gzip, true)]
    [InlineData(CompressionType.Snappy, true)]
    [InlineData(CompressionType.Lz4, true)]
    [InlineData(CompressionType.Zstd, true)]
    public async Task Batch_ThatCannotBeRead_StopsItsPartitionAlone_UntilItIsResumedBehindIt(CompressionType compression, bool withItsChecksum)
    {
        await SendBatchesAsync(compression, 3);
        Assert.Equal((10, 19), new LogSegment(Broker, Topic, 0).Damage(15, withItsChecksum));
        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromSeconds(2), build: null, awaitReady: false);
        await Eventually.Async(() => silo.Status.Detail.Contains($"{Topic}[0] stopped: the batch at offset 10 can't be read", StringComparison.Ordinal), () => silo.Status.Detail);
        var loop = silo.Group.Loop;

        // Three times as long as it takes to find a stall.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        Admin.Produce(Topic, 1, Records(0, 5, "other"));
        await Eventually.Async(() => silo.Probe.TextsOf("other").Count == 5, () => $"{silo.Probe.Count} delivered");
        Assert.Same(loop, silo.Group.Loop);
        Assert.False(silo.Status.IsReady);
        await AwaitCommittedAsync(0, 10);

        Assert.Equal(new ResumedPartition(10, 20), await ResumeAsync(silo, 0));

        await AwaitCommittedAsync(0, 30);
        Assert.Equal([.. Texts(0, 10), .. Texts(20, 10)], silo.Probe.TextsOf("k"));
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
        Assert.Same(loop, silo.Group.Loop);
    }

    [SkippableFact]
    public async Task Resume_AtAnOffset_ReadsOnThere_AndSaysWhatItCannotDo()
    {
        await SendBatchesAsync(CompressionType.None, 3);
        new LogSegment(Broker, Topic, 0).Damage(0, withItsChecksum: false);
        await using var silo = await StartAsync(configure: null, build: null, awaitReady: false);
        await Eventually.Async(() => silo.Status.Detail.Contains("the batch at offset 0 can't be read", StringComparison.Ordinal), () => silo.Status.Detail);

        Assert.Null(await ResumeAsync(silo, 7));
        Assert.Null(await silo.Services.GetRequiredService<IKafkaPartitions>().ResumeAsync("other", Topic, 0));
        var running = await Assert.ThrowsAsync<KafkaStreamException>(() => ResumeAsync(silo, 1));
        Assert.Contains("has not stopped", running.Message, StringComparison.Ordinal);
        var beyond = await Assert.ThrowsAsync<KafkaStreamException>(() => ResumeAsync(silo, 0, 31));
        Assert.Contains("from offset 0, where it stopped, to 30", beyond.Message, StringComparison.Ordinal);

        // Where it is still unreadable it stops again.
        Assert.Equal(new ResumedPartition(0, 5), await ResumeAsync(silo, 0, 5));
        await Eventually.Async(() => silo.Status.Detail.Contains("records from 5 on wait", StringComparison.Ordinal), () => silo.Status.Detail);
        Assert.Equal(new ResumedPartition(5, 20), await ResumeAsync(silo, 0, 20));

        await AwaitCommittedAsync(0, 30);
        Assert.Equal(Texts(20, 10), silo.Probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task Resume_WhenTheNextBatchIsDamagedToo_PassesOverNoMoreThanOne_AndOneAtTheEndIsPassedAsWell()
    {
        await SendBatchesAsync(CompressionType.Gzip, 3);
        var log = new LogSegment(Broker, Topic, 0);
        log.Damage(15, withItsChecksum: true);
        log.Damage(25, withItsChecksum: false);
        await using var silo = await StartAsync(configure: null, build: null, awaitReady: false);
        await Eventually.Async(() => silo.Status.Detail.Contains("the batch at offset 10 can't be read", StringComparison.Ordinal), () => silo.Status.Detail);

        Assert.Equal(new ResumedPartition(10, 20), await ResumeAsync(silo, 0));
        await Eventually.Async(() => silo.Status.Detail.Contains("the batch at offset 20 can't be read", StringComparison.Ordinal), () => silo.Status.Detail);
        Assert.Equal(new ResumedPartition(20, 30), await ResumeAsync(silo, 0));

        await AwaitCommittedAsync(0, 30);
        Assert.Equal(Texts(0, 10), silo.Probe.TextsOf("k"));
    }

    private Task<ResumedPartition?> ResumeAsync(KafkaSilo silo, int partition, long? offset = null) =>
        silo.Services.GetRequiredService<IKafkaPartitions>().ResumeAsync(KafkaSilo.Provider, Topic, partition, offset);

    private async Task SendBatchesAsync(CompressionType compression, int batches)
    {
        Skip.If(Broker.IsAttached, "The brokers are running ones: their disks are not here to be damaged.");
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        GroupReader.Commit(Broker, Group, Topic, 0, 0);
        GroupReader.Commit(Broker, Group, Topic, 1, 0);
        var config = new ProducerConfig { BootstrapServers = Broker.BootstrapServers, CompressionType = compression, LingerMs = 200 };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).Build();
        for (var batch = 0; batch < batches; batch++)
        {
            foreach (var (key, text) in Records(10 * batch, 10))
            {
                // What does not get smaller is not compressed.
                var headers = new Headers { { "filler", new byte[200] } };
                producer.Produce(new TopicPartition(Topic, 0), new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(text), Headers = headers });
            }

            Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        }
    }
}
