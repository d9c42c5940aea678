using System.Text;
using Orleans.Providers.Streams.Common;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

// What becomes of events whose delivery fails, and of those that are under way when something stops.
public abstract partial class StreamDeliveryBehaviour
{
    [SkippableFact]
    public async Task AFailingHandler_IsGivenTheSameEventUntilItTakesIt_AndOtherStreamsGoOn()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic);
        var broken = true;
        var attempts = 0;
        silo.Probe.BeforeAsync = (who, text) => who == "bad" && text == "1" && broken ? Fail(ref attempts) : Task.CompletedTask;

        await silo.SendAsync(Topic, [("bad", "0"), ("bad", "1"), ("bad", "2")]);
        await silo.SendAsync(Topic, Enumerable.Range(0, 200).Select(i => ($"k{i % 20}", $"{i}")));

        await Eventually.Async(() => silo.Probe.Count == 201, () => $"{silo.Probe.Count} delivered");
        // More than one delivery time of a second: Orleans has given up, and the event is still the one to be delivered.
        await Eventually.Async(() => silo.Probe.Errors.Count >= 2, () => $"{silo.Probe.Errors.Count} errors");
        Assert.Equal(["0"], silo.Probe.TextsOf("bad"));
        Assert.True(await GroupReader.CommittedSumAsync(Broker, Group, Topic, Partitions) < 203);
        broken = false;
        await Eventually.Async(() => silo.Probe.Count == 203, () => $"{silo.Probe.Count} delivered after {attempts} attempts");
        Assert.Equal(["0", "1", "2"], silo.Probe.TextsOf("bad"));
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 203);
    }

    [SkippableFact]
    public async Task DeadLetterPolicy_StoresTheRecordThatFails_AndGoesOn()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, s => (s.OnFailure, s.BatchCountMax) = (FailurePolicy.DeadLetter, 10));
        var attempts = 0;
        silo.Probe.BeforeAsync = (_, text) => text == "5" ? Reject(ref attempts) : Task.CompletedTask;

        await silo.SendAsync(Topic, Texts(0, 20));

        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 20);
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i != 5).Select(i => $"{i}"), silo.Probe.TextsOf("k").Distinct());
        var letter = Assert.Single(GroupReader.ReadAll(Broker, Topic + ".dlq", 1));
        Assert.Equal("5", Encoding.UTF8.GetString(letter.Message.Value!));
        Assert.Equal("delivery-failed", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-error-type")));
        Assert.Equal("k", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-entity")));
        Assert.Equal($"{attempts}", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-attempts")));
        Assert.InRange(attempts, 2, int.MaxValue);
    }

    [SkippableFact]
    public async Task HaltPolicy_StopsTheStream_SaysSo_AndKeepsItsOffset_UntilARestart()
    {
        await CreateTopicsAsync(Topic);
        await using (var silo = await StreamSilo.StartAsync(Broker, Group, Topic, s => s.OnFailure = FailurePolicy.Halt, agent: o => o.StreamInactivityPeriod = TimeSpan.FromSeconds(3)))
        {
            silo.Probe.BeforeAsync = (who, text) => who == "bad" && text == "1" ? throw new FormatException("bad") : Task.CompletedTask;
            await silo.SendAsync(Topic, [("bad", "0"), ("bad", "1"), ("bad", "2")]);
            await silo.SendAsync(Topic, Enumerable.Range(0, 100).Select(i => ($"k{i % 20}", $"{i}")));

            await Eventually.Async(() => silo.Status.Detail.Contains("halted", StringComparison.Ordinal), () => silo.Status.Detail);
            await Eventually.Async(() => silo.Probe.Count == 101, () => $"{silo.Probe.Count} delivered");
            // Beyond the inactivity period: the runtime must not forget a stream that stands still.
            await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
            Assert.Equal(["0"], silo.Probe.TextsOf("bad"));
            Assert.True(await GroupReader.CommittedSumAsync(Broker, Group, Topic, Partitions) < 103);
        }

        await using var second = await StreamSilo.StartAsync(Broker, Group, Topic);
        await Eventually.Async(() => second.Probe.TextsOf("bad").Count == 2, () => string.Join(' ', second.Probe.TextsOf("bad")));
        Assert.Equal(["1", "2"], second.Probe.TextsOf("bad"));
        await second.AwaitCommittedAsync(Group, Topic, Partitions, 103);
    }

    [SkippableFact]
    public async Task ARewoundSubscriberThatIsHalted_IsNamed_AndHoldsUpNoOtherRewind()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.OnFailure = FailurePolicy.Halt, o => o.RewindsMax = 1);
        // Two streams in two partitions, longer than what is read ahead for a subscriber.
        var (bad, good) = KeysOfTwoPartitions();
        await silo.SendAsync(ExplicitTopic, Enumerable.Range(0, 2_400).Select(i => (i % 2 == 0 ? bad : good, $"{i / 2}")));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 2_400);
        silo.Probe.BeforeAsync = (who, text) => who == "bad" && text == "5" ? throw new FormatException("bad") : Task.CompletedTask;

        await silo.Subscriber("bad").Subscribe(StreamId.Create(ExplicitTopic, bad), First(bad));
        await silo.SendAsync(ExplicitTopic, [(bad, "1200")]);
        await Eventually.Async(() => silo.Status.Degraded is not null, () => silo.Status.Detail);
        await silo.Subscriber("good").Subscribe(StreamId.Create(ExplicitTopic, good), First(good));
        await silo.SendAsync(ExplicitTopic, [(good, "1200")]);

        await Eventually.Async(() => silo.Probe.TextsOf("good").Count == 1_201, () => $"{silo.Probe.TextsOf("good").Count} delivered");
        Assert.Equal(Enumerable.Range(0, 1_201).Select(i => $"{i}"), silo.Probe.TextsOf("good"));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{i}"), silo.Probe.TextsOf("bad"));
        Assert.Contains(StreamId.Create(ExplicitTopic, bad).ToString(), silo.Status.Degraded, StringComparison.Ordinal);
        Assert.Contains("halted", silo.Status.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ARewind_GoesOnWhereItStood_AfterItsAgentWasStoppedAndStarted()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        await silo.SendAsync(ExplicitTopic, Texts(0, 2_000));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 2_000);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Probe.BeforeAsync = (_, text) =>
        {
            if (text != "700")
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return goOn.Task;
        };
        await silo.Subscriber("s").Subscribe(StreamId.Create(ExplicitTopic, "k"), First("k"));
        await silo.SendAsync(ExplicitTopic, Texts(2_000, 1));
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var stopped = CommandAsync(silo, PersistentStreamProviderCommand.StopAgents);
        goOn.SetResult();
        await stopped;
        var before = silo.Probe.Count;
        await CommandAsync(silo, PersistentStreamProviderCommand.StartAgents);
        // The new agent knows of the stream by its next event.
        await silo.SendAsync(ExplicitTopic, Texts(2_001, 1));

        await Eventually.Async(() => silo.Probe.Count >= 2_002, () => $"{silo.Probe.Count} delivered");
        Assert.InRange(before, 700, 2_000);
        Assert.Equal(Enumerable.Range(0, 2_002).Select(i => $"{i}"), silo.Probe.TextsOf("s"));
        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 2_002);
    }

    [SkippableFact]
    public async Task AnEventThatFails_RightAfterItActivatedItsSubscriber_IsGivenAgain()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic);
        await silo.Subscriber("s").Subscribe(StreamId.Create(ExplicitTopic, "k"));
        await silo.SendAsync(ExplicitTopic, Texts(0, 1));
        await Eventually.Async(() => silo.Probe.Count == 1, () => $"{silo.Probe.Count} delivered");
        var failures = 0;
        silo.Probe.BeforeAsync = (_, text) => text == "1" && failures < 4 ? Fail(ref failures) : Task.CompletedTask;

        // The event activates its subscriber, which resumes its subscription; then its handler fails.
        await silo.Subscriber("s").Deactivate();
        await silo.SendAsync(ExplicitTopic, Texts(1, 3));

        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 4);
        Assert.Equal(["0", "1", "2", "3"], silo.Probe.TextsOf("s"));
        Assert.Equal(4, failures);
    }

    [SkippableFact]
    public async Task AHandlerThatDoesNotReturn_MakesTheGroupDegraded_UntilItDoes()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, configure: o => o.StuckCallAge = TimeSpan.FromSeconds(1));
        var hung = new TaskCompletionSource();
        silo.Probe.BeforeAsync = (_, _) => hung.Task;
        var before = silo.Status.Degraded;

        await silo.SendAsync(Topic, Texts(0, 1));
        await Eventually.Async(() => silo.Status.Degraded is not null, () => silo.Status.Detail);
        var meanwhile = silo.Status.Degraded;
        hung.SetResult();
        await Eventually.Async(() => silo.Status.Degraded is null, () => silo.Status.Degraded ?? "");

        Assert.Null(before);
        Assert.Contains(StreamId.Create(Topic, "k").ToString(), meanwhile, StringComparison.Ordinal);
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 1);
    }

    [SkippableFact]
    public async Task ABatchThatFails_IsRepeatedEventByEvent_AndNoEventIsPassedOver()
    {
        await CreateTopicsAsync(ExplicitTopic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, ExplicitTopic, s => s.BatchCountMax = 10);
        var failures = 0;
        silo.Probe.BeforeAsync = (_, text) => text == "7" && failures < 4 ? Fail(ref failures) : Task.CompletedTask;
        await silo.Subscriber("s").Subscribe(StreamId.Create(ExplicitTopic, "k"), batch: true);

        await silo.SendAsync(ExplicitTopic, Texts(0, 30));

        await silo.AwaitCommittedAsync(Group, ExplicitTopic, Partitions, 30);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), silo.Probe.TextsOf("s"));
        Assert.Contains(1, silo.Probe.BatchSizes);
    }

    [SkippableFact]
    public async Task StoppedAgents_DeliverNothing_AndTheirSuccessorsDeliverWhatWasNotFinished()
    {
        await CreateTopicsAsync(Topic);
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, agent: o => o.MaxEventDeliveryTime = TimeSpan.FromMilliseconds(100));
        var broken = true;
        silo.Probe.BeforeAsync = (_, text) => broken && text != "0" ? throw new IOException("away") : Task.CompletedTask;
        await silo.SendAsync(Topic, Enumerable.Range(0, 20).SelectMany(k => Enumerable.Range(0, 5).Select(i => ($"k{k}", $"{i}"))));
        await Eventually.Async(() => silo.Probe.Count == 20, () => $"{silo.Probe.Count} delivered");

        await CommandAsync(silo, PersistentStreamProviderCommand.StopAgents);
        broken = false;
        await silo.SendAsync(Topic, Enumerable.Range(0, 20).Select(k => ($"k{k}", "5")));
        // Longer than several delivery times and fetches: what could be delivered would be.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.Equal(20, silo.Probe.Count);
        await CommandAsync(silo, PersistentStreamProviderCommand.StartAgents);

        await Eventually.Async(() => silo.Probe.Count >= 120, () => $"{silo.Probe.Count} delivered");
        Assert.All(silo.Probe.Subscribers, k => Assert.Equal(["0", "1", "2", "3", "4", "5"], silo.Probe.TextsOf(k)));
        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 120);
    }

    [SkippableFact]
    public async Task ACleanStop_CommitsWhatWasDelivered_EvenWhileItIsUnderWay_SoThatARestartRepeatsNothing()
    {
        await CreateTopicsAsync(Topic);
        var probe = new StreamProbe();
        await using (var first = await StreamSilo.StartAsync(Broker, Group, Topic, configure: o => o.CommitInterval = TimeSpan.FromMinutes(1), probe: probe))
        {
            var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            first.Stopping.Register(stopping.SetResult);
            // The 101st event is under way until the stop has begun, and after it the rest takes far longer than a stop.
            probe.BeforeAsync = async (_, text) =>
            {
                if (int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) >= 100)
                {
                    await stopping.Task;
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
                }
            };
            // One stream: a partition's offset can say exactly how far it came.
            await first.SendAsync(Topic, Texts(0, 1_000));
            await Eventually.Async(() => probe.Count == 100, () => $"{probe.Count} delivered");
            await first.StopAsync();
        }

        var delivered = probe.Count;
        probe.BeforeAsync = static (_, _) => Task.CompletedTask;
        await using var second = await StreamSilo.StartAsync(Broker, Group, Topic, probe: probe);
        await second.AwaitCommittedAsync(Group, Topic, Partitions, 1_000);

        Assert.InRange(delivered, 100, 999);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"{i}"), probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task AnAbruptStop_LosesNoEventOfAnImplicitSubscriber()
    {
        await CreateTopicsAsync(Topic);
        var probe = new StreamProbe { BeforeAsync = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5)), TimeProvider.System) };
        for (var round = 0; round < 3; round++)
        {
            await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, configure: o => o.CommitInterval = TimeSpan.FromMilliseconds(20), probe: probe);
            await silo.SendAsync(Topic, Enumerable.Range(round * 1_000, 1_000).Select(i => ($"k{i % 20}", $"{i}")));
            await Eventually.Async(() => probe.Count >= (round * 1_000) + 200, () => $"{probe.Count} delivered");
            await silo.KillAsync();
        }

        await using var last = await StreamSilo.StartAsync(Broker, Group, Topic, probe: probe);
        await last.AwaitCommittedAsync(Group, Topic, Partitions, 3_000);

        Assert.Equal(3_000, probe.DistinctCount);
        // Repeated events come again from where the committed offset stood: per stream, first deliveries are in order.
        Assert.All(probe.Subscribers, k => Assert.Equal(
            probe.TextsOf(k).Distinct().OrderBy(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture)),
            probe.TextsOf(k).Distinct()));
    }

    private KafkaStreamSequenceToken First(string key) =>
        KafkaStreamSequenceToken.FromOffset(ExplicitTopic, Murmur2.PartitionOf(Encoding.UTF8.GetBytes(key), Partitions), 0);

    private static (string, string) KeysOfTwoPartitions()
    {
        var keys = Enumerable.Range(0, 100).Select(i => $"k{i}").DistinctBy(k => Murmur2.PartitionOf(Encoding.UTF8.GetBytes(k), Partitions)).ToList();
        return (keys[0], keys[1]);
    }

    private static Task<object?[]> CommandAsync(StreamSilo silo, PersistentStreamProviderCommand command) =>
        silo.Management.SendControlCommandToProvider<PersistentStreamProvider>(StreamSilo.Provider, (int)command);

    private static Task Fail(ref int attempts)
    {
        Interlocked.Increment(ref attempts);
        throw new IOException("database away");
    }

    private static Task Reject(ref int attempts)
    {
        Interlocked.Increment(ref attempts);
        throw new FormatException("bad event");
    }
}
