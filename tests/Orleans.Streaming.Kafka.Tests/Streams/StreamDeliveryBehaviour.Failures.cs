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
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, s => (s.OnFailure, s.BatchCountMax) = (StreamFailurePolicy.DeadLetter, 10));
        silo.Probe.BeforeAsync = (_, text) => text == "5" ? throw new InvalidOperationException("no fives") : Task.CompletedTask;

        await silo.SendAsync(Topic, Texts(0, 20));

        await silo.AwaitCommittedAsync(Group, Topic, Partitions, 20);
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i != 5).Select(i => $"{i}"), silo.Probe.TextsOf("k").Distinct());
        var letter = Assert.Single(GroupReader.ReadAll(Broker, Topic + ".dlq", 1));
        Assert.Equal("5", Encoding.UTF8.GetString(letter.Message.Value!));
        Assert.Equal("delivery-failed", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-error-type")));
        Assert.Equal("k", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-entity")));
        Assert.True(int.Parse(Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("dlq-attempts")), System.Globalization.CultureInfo.InvariantCulture) >= 1);
    }

    [SkippableFact]
    public async Task HaltPolicy_StopsTheStream_SaysSo_AndKeepsItsOffset_UntilARestart()
    {
        await CreateTopicsAsync(Topic);
        await using (var silo = await StreamSilo.StartAsync(Broker, Group, Topic, s => s.OnFailure = StreamFailurePolicy.HaltStream, agent: o => o.StreamInactivityPeriod = TimeSpan.FromSeconds(3)))
        {
            silo.Probe.BeforeAsync = (who, text) => who == "bad" && text == "1" ? throw new InvalidOperationException("bad") : Task.CompletedTask;
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
        var probe = new StreamProbe { BeforeAsync = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System) };
        await using (var first = await StreamSilo.StartAsync(Broker, Group, Topic, configure: o => o.CommitInterval = TimeSpan.FromMinutes(1), probe: probe))
        {
            // One stream: a partition's offset can say exactly how far it came.
            await first.SendAsync(Topic, Texts(0, 1_000));
            await Eventually.Async(() => probe.Count >= 100, () => $"{probe.Count} delivered");
            await first.StopAsync();
        }

        var delivered = probe.Count;
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

    private static Task<object?[]> CommandAsync(StreamSilo silo, PersistentStreamProviderCommand command) =>
        silo.Management.SendControlCommandToProvider<PersistentStreamProvider>(StreamSilo.Provider, (int)command);

    private static Task Fail(ref int attempts)
    {
        Interlocked.Increment(ref attempts);
        throw new IOException("database away");
    }
}
