using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>A hand-over waits for calls in flight, but not for ever.</summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class DrainTests(HandOverBroker fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task HandOver_WhenACallOutlivesTheBound_DeliversExactlyItsRecordAgain(KafkaGroupProtocol protocol)
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        var log = new LogCapture();
        await using var first = await StartAsync(Configure, log.AddTo);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Probe.BeforeAsync = (key, _) => key.StartsWith("slow", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        for (var partition = 0; partition < 2; partition++)
        {
            Admin.Produce(Topic, partition, Records(0, 20, $"fast-{partition}"));
            Admin.Produce(Topic, partition, Records(0, 1, $"slow-{partition}"));
        }

        await Eventually.Async(() => first.Probe.Count == 40, () => $"{first.Probe.Count} delivered");

        await using var second = await StartAsync(Configure, awaitReady: false);
        await Eventually.Async(() => second.Probe.Count > 0, () => $"{first.Status.Detail} | {second.Status.Detail}", seconds: 90);
        var moved = Assert.Single(second.Group.Assignment.Partitions).Partition;
        Admin.Produce(Topic, moved, Records(1, 1, $"slow-{moved}"));
        await Eventually.Async(() => second.Probe.Count >= 2, () => second.Status.Detail);

        // What was finished is not delivered again, what was cut off is; then it goes on.
        Assert.Equal([$"slow-{moved}"], second.Probe.Keys);
        Assert.Equal(["0", "1"], second.Probe.TextsOf($"slow-{moved}"));
        Assert.Contains(log.Entries, e => e.Message.Contains("still in flight", StringComparison.Ordinal));
        release.SetResult();

        void Configure(KafkaStreamOptions o)
        {
            (o.GroupProtocol, o.SessionTimeout, o.HeartbeatInterval) = (protocol, TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(300));
            o.DrainTimeout = TimeSpan.FromMilliseconds(300);
        }
    }
}
