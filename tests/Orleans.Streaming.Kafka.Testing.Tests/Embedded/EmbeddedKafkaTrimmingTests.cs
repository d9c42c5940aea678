using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests.Embedded;

public sealed class EmbeddedKafkaTrimmingTests
{
    private const string Topic = "orders";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Trimming_WhenTwoGroupsRead_GoesUpToTheSlowerAndNoFurther()
    {
        await using var kafka = Start(new EmbeddedKafkaGroup("fast", [Topic]), new EmbeddedKafkaGroup("slow", [Topic]));
        kafka.CreateTopic(Topic, 2);
        await ProduceSingleRecordBatchesAsync(kafka, 0, 100);
        await ProduceSingleRecordBatchesAsync(kafka, 1, 100);

        Client.Commit(kafka.BootstrapServers, "fast", Topic, 0, 100);
        Client.Commit(kafka.BootstrapServers, "fast", Topic, 1, 100);
        Client.Commit(kafka.BootstrapServers, "slow", Topic, 0, 40);
        Client.Commit(kafka.BootstrapServers, "slow", Topic, 1, 100);

        // Partition 1 shows that a round has seen the commits.
        await LowBecomesAsync(kafka, 1, 100);
        await LowBecomesAsync(kafka, 0, 40);
        Client.Commit(kafka.BootstrapServers, "slow", Topic, 0, 41);
        await LowBecomesAsync(kafka, 0, 41);
        Assert.Equal("record-41", Client.Read(kafka.BootstrapServers, Topic, 0, 41, 1).Single());
    }

    [Fact]
    public async Task Trimming_WhenAGroupHasNotCommittedAPartition_LeavesThatPartitionAlone()
    {
        await using var kafka = Start(new EmbeddedKafkaGroup("started", [Topic]), new EmbeddedKafkaGroup("not-yet", [Topic]), new EmbeddedKafkaGroup("elsewhere", ["other"]));
        kafka.CreateTopic(Topic, 2);
        await ProduceSingleRecordBatchesAsync(kafka, 0, 20);
        await ProduceSingleRecordBatchesAsync(kafka, 1, 20);

        Client.Commit(kafka.BootstrapServers, "started", Topic, 0, 20);
        Client.Commit(kafka.BootstrapServers, "started", Topic, 1, 20);
        Client.Commit(kafka.BootstrapServers, "not-yet", Topic, 1, 20);

        await LowBecomesAsync(kafka, 1, 20);
        Assert.Equal(0, Client.Watermarks(kafka.BootstrapServers, Topic, 0).Low.Value);
    }

    [Fact]
    public async Task Trimming_WhenRecordsAreToBeKept_KeepsTheNewest()
    {
        await using var kafka = EmbeddedKafka.Start(new() { Groups = [new("group", [Topic])], KeepRecords = 30, TrimInterval = Interval });
        kafka.CreateTopic(Topic, 1);
        await ProduceSingleRecordBatchesAsync(kafka, 0, 100);

        Client.Commit(kafka.BootstrapServers, "group", Topic, 0, 100);

        await LowBecomesAsync(kafka, 0, 70);
    }

    [Fact]
    public async Task DataLoss_WhenAPartitionOutgrowsTheBroker_IsReportedWithGroupAndOffsets()
    {
        var losses = new ConcurrentQueue<EmbeddedKafkaDataLoss>();
        var logger = new CapturingLogger();
        await using var kafka = EmbeddedKafka.Start(new() { Groups = [new("slow", [Topic])], TrimInterval = Interval, OnDataLoss = losses.Enqueue, Logger = logger });
        kafka.CreateTopic(Topic, 1);

        await ProduceAsync(kafka, new string('x', 500_000), 15);

        var loss = await Eventually.IsAsync("a loss", () => losses.FirstOrDefault(), l => l is not null);
        Assert.Equal((Topic, 0, "slow", null), (loss!.Topic, loss.Partition, loss.GroupId, loss.Committed));
        Assert.True(loss.LowWatermark > 0);
        Assert.Contains(logger.Entries, e => e.Level == LogLevel.Error && e.Text.Contains("orders[0]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trimming_WhenARoundFails_SaysSoAndGoesOn()
    {
        var losses = 0;
        var logger = new CapturingLogger();
        await using var kafka = EmbeddedKafka.Start(new()
        {
            Groups = [new("group", [Topic])],
            KeepRecords = 0,
            TrimInterval = Interval,
            Logger = logger,
            OnDataLoss = _ => throw new InvalidOperationException($"Loss {++losses}."),
        });
        kafka.CreateTopic(Topic, 1);
        await ProduceAsync(kafka, new string('x', 500_000), 15);
        await Eventually.IsAsync("a warning of a failed round", () => logger.Entries.Count(e => e.Level == LogLevel.Warning), n => n > 0);

        Client.Commit(kafka.BootstrapServers, "group", Topic, 0, 15);

        await LowBecomesAsync(kafka, 0, 15);
    }

    private static EmbeddedKafka Start(params EmbeddedKafkaGroup[] groups) =>
        EmbeddedKafka.Start(new() { Groups = groups, KeepRecords = 0, TrimInterval = Interval });

    private static Task LowBecomesAsync(EmbeddedKafka kafka, int partition, long expected) => Eventually.IsAsync(
        $"the low watermark {expected} of {Topic}[{partition}]", () => Client.Watermarks(kafka.BootstrapServers, Topic, partition).Low.Value, low => low == expected);

    private static Task ProduceSingleRecordBatchesAsync(EmbeddedKafka kafka, int partition, int count)
    {
        using var producer = Client.Producer(kafka.BootstrapServers, c => c.BatchNumMessages = 1);
        for (var i = 0; i < count; i++)
        {
            producer.Produce(new TopicPartition(Topic, partition), Client.Message($"record-{i}"));
        }

        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));
        return Task.CompletedTask;
    }

    private static async Task ProduceAsync(EmbeddedKafka kafka, string value, int count)
    {
        using var producer = Client.Producer(kafka.BootstrapServers, c => c.LingerMs = 0);
        for (var i = 0; i < count; i++)
        {
            await producer.ProduceAsync(new TopicPartition(Topic, 0), Client.Message(value));
        }
    }
}
