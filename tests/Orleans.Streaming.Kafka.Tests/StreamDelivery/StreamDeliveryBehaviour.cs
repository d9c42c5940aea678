using System.Text;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>What users of any Orleans stream provider rely on, on whichever broker.</summary>
public abstract partial class StreamDeliveryBehaviour
{
    private const int Partitions = 4;

    private readonly string _id = Guid.NewGuid().ToString("N");

    protected abstract IKafkaBroker Broker { get; }

    private string Topic => $"implicit-{_id}";

    private string ExplicitTopic => $"explicit-{_id}";

    private string Group => $"g-{_id}";

    [SkippableFact]
    public async Task ManyStreams_WithImplicitSubscribers_GiveEachItsEventsInOrder_AndCommitToTheEnd()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic);

        await silo.SendAsync(Topic, Enumerable.Range(0, 2_000).Select(i => ($"k{i % 50}", $"{i}")));

        await Eventually.Async(() => silo.Probe.Count >= 2_000, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(2_000, silo.Probe.Count);
        for (var k = 0; k < 50; k++)
        {
            var key = k;
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{(i * 50) + key}"), silo.Probe.TextsOf($"k{k}"));
        }

        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 2_000);
    }

    [SkippableFact]
    public async Task RecordsBeforeTheFirstStart_AreDelivered()
    {
        await CreateTopicsAsync(Topic);
        await using (var before = await StreamSilo.StartAsync(Broker, $"{Group}-other", Topic))
        {
            await before.SendAsync(Topic, [("k", "0"), ("k", "1")]);
        }

        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic);

        await Eventually.Async(() => silo.Probe.Count == 2, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["0", "1"], silo.Probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task WhatStreamsProduce_SubscribersGetBack_WithTheRequestContext()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("s").Subscribe(stream);

        await silo.Subscriber("producer").Produce(stream, ["0", "1", "ü"]);

        await Eventually.Async(() => silo.Probe.Count == 3, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["0", "1", "ü"], silo.Probe.TextsOf("s"));
        Assert.All(silo.Probe.Contexts, who => Assert.Equal("producer", who));
    }

    [SkippableFact]
    public async Task RequestContexts_ReachBatchObserversToo_AndNobody_WhereTheTopicCarriesNone()
    {
        await CreateTopicsAsync(ExplicitTopic);
        var stream = StreamId.Create(ExplicitTopic, "k");
        await using (var carries = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.BatchCountMax = 10))
        {
            await carries.Subscriber("s").Subscribe(stream, batch: true);
            await carries.Subscriber("x").Produce(stream, ["0", "1"]);
            await carries.Subscriber("y").Produce(stream, ["2", "3"]);
            await Eventually.Async(() => carries.Probe.Count == 4, () => $"{carries.Probe.Count} delivered");
            await carries.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 4);

            Assert.Equal(["x", "x", "y", "y"], carries.Probe.Contexts);
        }

        await using var carriesNone = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.CarriesRequestContext = false);
        await carriesNone.Subscriber("s").Subscribe(stream);
        await carriesNone.Subscriber("x").Produce(stream, ["4"]);
        await Eventually.Async(() => carriesNone.Probe.Count == 1, () => $"{carriesNone.Probe.Count} delivered");

        Assert.Null(Assert.Single(carriesNone.Probe.Contexts));
    }

    [SkippableFact]
    public async Task Subscriptions_EachGetEveryEvent_UntilTheyUnsubscribe()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        var stream = StreamId.Create(ExplicitTopic, "k");
        await silo.Subscriber("twice").Subscribe(stream);
        await silo.Subscriber("twice").Subscribe(stream);
        await silo.Subscriber("once").Subscribe(stream);

        await silo.SendAsync(ExplicitTopic, Texts(0, 10));
        await Eventually.Async(() => silo.Probe.Count == 30, () => $"{silo.Probe.Count} delivered");
        await silo.Subscriber("twice").Unsubscribe(stream);
        await silo.SendAsync(ExplicitTopic, Texts(10, 10));

        await Eventually.Async(() => silo.Probe.TextsOf("once").Count == 20, () => $"{silo.Probe.TextsOf("once").Count} delivered");
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), silo.Probe.TextsOf("once"));
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new[] { $"{i}", $"{i}" }), silo.Probe.TextsOf("twice").OrderBy(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [SkippableFact]
    public async Task StreamsWithoutSubscribers_AreCommittedOver()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, configure: o => o.PartitionRecordsMax = 20);

        await silo.SendAsync(ExplicitTopic, Enumerable.Range(0, 400).Select(i => ($"k{i % 10}", $"{i}")));

        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 400);
        Assert.Equal(0, silo.Probe.Count);
    }

    [SkippableFact]
    public async Task Commit_WaitsForTheSlowestOfAllSubscribers_HoweverLongTheStreamIsIdle()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, agent: o => (o.StreamInactivityPeriod, o.MaxEventDeliveryTime) = (TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1)));
        var stream = StreamId.Create(ExplicitTopic, "k");
        var slow = new TaskCompletionSource();
        silo.Probe.BeforeAsync = (who, text) => who == "slow" && text == "2" ? slow.Task : Task.CompletedTask;
        await silo.Subscriber("slow").Subscribe(stream);
        await silo.Subscriber("fast").Subscribe(stream);

        await silo.SendAsync(ExplicitTopic, Texts(0, 10));
        await Eventually.Async(() => silo.Probe.TextsOf("fast").Count == 10, () => $"{silo.Probe.TextsOf("fast").Count} delivered");
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 2);
        // Beyond the inactivity period: neither time nor the other subscriber finishes what this one has not.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);

        Assert.Equal(2, await GroupReader.CommittedSumAsync(Broker, Group, ExplicitTopic, Partitions));
        slow.SetResult();
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), silo.Probe.TextsOf("slow"));
    }

    [SkippableFact]
    public async Task AFilter_KeepsEventsFromASubscriber_AndTheyAreFinishedAllTheSame()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, silo: s => s.AddStreamFilter<StartsWithFilter>(StreamSilo.Provider));
        await silo.Subscriber("odd").Subscribe(StreamId.Create(ExplicitTopic, "k"), filter: "odd");

        await silo.SendAsync(ExplicitTopic, Enumerable.Range(0, 20).Select(i => ("k", $"{(i % 2 == 1 ? "odd" : "even")} {i}")));

        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 20);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"odd {(i * 2) + 1}"), silo.Probe.TextsOf("odd"));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABatchObserver_GetsWhatWaitsInOneCall_InOrder(bool isSizeOfTopic)
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = isSizeOfTopic
            ? await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.BatchCountMax = 50)
            : await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, agent: a => a.BatchContainerBatchSize = 50);
        var first = new TaskCompletionSource();
        silo.Probe.BeforeAsync = (_, text) => text == "0" ? first.Task : Task.CompletedTask;
        await silo.Subscriber("s").Subscribe(StreamId.Create(ExplicitTopic, "k"), batch: true);

        await silo.SendAsync(ExplicitTopic, Texts(0, 1));
        await silo.SendAsync(ExplicitTopic, Texts(1, 100));
        first.SetResult();

        await Eventually.Async(() => silo.Probe.Count == 101, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(Enumerable.Range(0, 101).Select(i => $"{i}"), silo.Probe.TextsOf("s"));
        Assert.Contains(silo.Probe.BatchSizes, size => size > 1);
        Assert.All(silo.Probe.BatchSizes, size => Assert.InRange(size, 1, 50));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 101);
    }

    [SkippableFact]
    public async Task AnImplicitSubscriber_ThatIsDeactivatedBetweenEvents_MissesNone()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic);

        for (var i = 0; i < 10; i++)
        {
            await silo.SendAsync(Topic, Texts(i * 10, 10));
            await silo.Implicit("k").Deactivate();
        }

        await Eventually.Async(() => silo.Probe.TextsOf("k").Distinct().Count() == 100, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), silo.Probe.TextsOf("k"));
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 100);
    }

    [SkippableFact]
    public async Task AStreamTheRuntimeForgotAsInactive_GoesOnWhereItStood()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, agent: o => o.StreamInactivityPeriod = TimeSpan.FromSeconds(3));
        await silo.SendAsync(Topic, Texts(0, 10));
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        // The runtime looks for inactive streams ten times a period.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);

        await silo.SendAsync(Topic, Texts(10, 10));

        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), silo.Probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task ASubscriberThatAttachesSlowlyWhileItIsActivated_MissesNoEvent()
    {
        var topic = $"activating-{_id}";
        await CreateTopicsAsync(topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, topic);

        await silo.SendAsync(topic, Enumerable.Range(0, 200).Select(i => ($"{topic}/{i % 20}", $"{i}")));

        await Eventually.Async(() => silo.Probe.Count >= 200, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(200, silo.Probe.DistinctCount);
        await silo.AwaitCommittedAsync(Group, topic, Partitions, 200);
    }

    [SkippableFact]
    public async Task RecordsThatAreNoEvents_AreDeadLetters_AndNothingIsLostAroundThem()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, topicBuilder: t => t.AsStream<string>(s => s.Keyless = KeylessStreamRecords.DeadLetter));

        await silo.Producer.SendManyAsync(
        [
            Message("k", "\"0\""), Message("k", "no json"), Message("k", "\"1\""), Message("k", null), Message("k", "\"2\""),
            new KafkaMessage { Topic = Topic, Value = "\"keyless\""u8.ToArray(), Partition = 0 },
            new KafkaMessage { Topic = Topic, Key = [0xFF], Value = "\"bad\""u8.ToArray(), Partition = 0 },
            Message("k", "\"3\""),
        ]);

        await Eventually.Async(() => silo.Probe.Count == 4, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["0", "1", "2", "3"], silo.Probe.TextsOf("k"));
        var letters = GroupReader.ReadAll(Broker, Topic + ".dlq", 4);
        Assert.Equal(["bad-json", "bad-key", "no-key", "null-value"], letters.Select(l => Encoding.UTF8.GetString(l.Message.Headers.GetLastBytes("dlq-error-type"))).Order());
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 8);
    }

    [SkippableFact]
    public async Task RecordsWithoutAKey_AreTheStreamOfTheirPartition()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic);

        await silo.Producer.SendManyAsync([.. Enumerable.Range(0, 5).Select(i => new KafkaMessage { Topic = Topic, Value = Encoding.UTF8.GetBytes($"{i}"), Partition = 2 })]);

        await Eventually.Async(() => silo.Probe.Count == 5, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["0", "1", "2", "3", "4"], silo.Probe.TextsOf("partition:2"));
    }

    private KafkaMessage Message(string key, string? value) =>
        new() { Topic = Topic, Key = Encoding.UTF8.GetBytes(key), Value = value is null ? null : Encoding.UTF8.GetBytes(value) };

    private static IEnumerable<(string Key, string Text)> Texts(int first, int count) => Enumerable.Range(first, count).Select(i => ("k", $"{i}"));

    private async Task CreateTopicsAsync(string topic)
    {
        await Broker.CreateTopicAsync(topic, Partitions);
        await Broker.CreateTopicAsync(topic + ".dlq", Partitions);
    }
}
