using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Partitions that are full, and so paused, while they move to another silo and back.</summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class PausedPartitionTests(HandOverBroker fixture) : RealGroupTest(() => fixture.Broker)
{
    private const int Count = 2_000;

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task APausedPartition_WhenItComesBack_IsReadOn_ByTheSameConsumer(KafkaGroupProtocol protocol)
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        await using var first = await StartAsync(Configure);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Probe.BeforeAsync = (_, _) => release.Task;
        for (var partition = 0; partition < 2; partition++)
        {
            Admin.Produce(Topic, partition, Records(0, Count, $"k{partition}"));
        }

        await Eventually.Async(() => first.Group.Assignment.Partitions.Count(p => p.IsPaused) == 2, () => first.Status.Detail);
        var loop = first.Group.Loop;
        var refusing = new Probe { BeforeAsync = static (_, _) => throw new IOException("not here") };
        await using (var second = await StartAsync(Configure, awaitReady: false, probe: refusing))
        {
            await Eventually.Async(() => first.Group.Assignment.Partitions.Count == 1 && second.Group.Assignment.Partitions.Count == 1, () => $"{first.Status.Detail} | {second.Status.Detail}");
        }

        await Eventually.Async(() => first.Group.Assignment.Partitions.Count == 2, () => first.Status.Detail);
        release.SetResult();

        await Eventually.Async(() => Delivered(first) == 2 * Count, () => $"{Delivered(first)} delivered; {first.Status.Detail}");
        Assert.Same(loop, first.Group.Loop);

        static int Delivered(KafkaSilo silo) => Enumerable.Range(0, 2).Sum(p => silo.Probe.TextsOf($"k{p}").Distinct().Count());

        void Configure(KafkaStreamOptions o)
        {
            (o.GroupProtocol, o.SessionTimeout, o.HeartbeatInterval) = (protocol, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(300));
            (o.PartitionRecordsMax, o.DrainTimeout) = (500, TimeSpan.FromMilliseconds(100));
        }
    }
}
