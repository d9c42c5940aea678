using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

public sealed class StreamRewinderTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    [Fact]
    public async Task Subscribers_AreServedByOneConsumer_EachWithItsOwn()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(900, keys: 3);
        var rewinder = harness.Create(topic);

        var all = Read(rewinder, topic, "k0", 0, 900);
        var some = Read(rewinder, topic, "k1", 300, 600);
        var behind = rewinder.Read(StreamId.Create(topic, "k2"), Guid.Empty, new KafkaStreamSequenceToken(new RecordPosition(topic, Guid.Empty, 0, 602, -1)) { Origin = TokenOrigin.Reread }, 900);
        var none = Read(rewinder, topic, "k9", 0, 900);
        var taken = await Task.WhenAll(new[] { all, some, behind, none }.Select(RewindHarness.TakeAllAsync));

        Assert.Equal(Numbers(0, 900, 3), taken[0]);
        Assert.Equal(Numbers(301, 600, 3), taken[1]);
        Assert.Equal(Numbers(605, 900, 3), taken[2]);
        Assert.Empty(taken[3]);
        Assert.Equal(1, harness.Opened);
    }

    [Fact]
    public async Task Reading_WhichBlocks_TakesNoThreadOfThePool()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(10, keys: 1);
        var rewinder = harness.Create(topic);

        await RewindHarness.TakeAllAsync(Read(rewinder, topic, "k0", 0, 10));
        await rewinder.DisposeAsync();

        Assert.Empty(harness.CallsOnThePool);
    }

    [Fact]
    public async Task ASubscriberThatTakesNothing_HoldsUpNoOtherPartition_AndGoesOnWhenItTakes()
    {
        await using var harness = new RewindHarness(fixture.Broker, slots: 1);
        var (full, other) = (await harness.CreateTopicAsync(2_000, keys: 1), await harness.CreateTopicAsync(10, keys: 1));
        var rewinder = harness.Create(full);
        var stuck = Read(rewinder, full, "k0", 0, 2_000);
        await Eventually.Async(() => !stuck.HasRoom, () => "it has room");

        var taken = await RewindHarness.TakeAllAsync(Read(harness.Create(other), other, "k0", 0, 10));
        await Eventually.Async(() => !rewinder.IsBusy, () => "it still reads");
        var rest = await RewindHarness.TakeAllAsync(stuck);

        Assert.Equal(Numbers(0, 10, 1), taken);
        Assert.Equal(Numbers(0, 2_000, 1), rest);
    }

    [Fact]
    public async Task AReadingWithoutEnd_TakesTurnsWithOtherPartitions()
    {
        await using var harness = new RewindHarness(fixture.Broker, slots: 1);
        var (endless, other) = (await harness.CreateTopicAsync(10, keys: 1), await harness.CreateTopicAsync(10, keys: 1));
        // More than there is, as while a leader that knows less than the one before stands in.
        var waits = Read(harness.Create(endless), endless, "k0", 0, 1_000);
        await Eventually.Async(() => waits.Peek(10).Count == 10, () => $"{waits.Peek(10).Count} read");

        var taken = await RewindHarness.TakeAllAsync(Read(harness.Create(other), other, "k0", 0, 10));

        Assert.Equal(Numbers(0, 10, 1), taken);
        Assert.False(waits.IsComplete);
        Assert.Equal(10, waits.Peek(20).Count);
    }

    [Fact]
    public async Task ACancelledSubscriber_EndsTheReading_AndGivesBackItsMemory()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(2_000, keys: 1);
        var (rewinder, before) = (harness.Create(topic), (harness.Budget.Bytes, harness.Budget.Records));
        var request = Read(rewinder, topic, "k0", 0, 2_000);
        await Eventually.Async(() => !request.HasRoom, () => "it has room");
        var held = harness.Budget.Records;

        request.Cancel();
        await Eventually.Async(() => !rewinder.IsBusy, () => "it still reads");

        Assert.Equal(500, held);
        Assert.Equal(before, (harness.Budget.Bytes, harness.Budget.Records));
        Assert.Empty(request.Peek(1));
    }

    [Fact]
    public async Task ManySubscribers_ShareWhatMayBeHeld_AndEachGetsAll()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(1_000, keys: 1);
        var rewinder = harness.Create(topic);
        using var allAreHere = new ManualResetEventSlim();
        harness.Fail = _ =>
        {
            allAreHere.Wait();
            return null;
        };
        // Its share is less than 200 records of it.
        var requests = Enumerable.Range(0, 200).Select(_ => Read(rewinder, topic, "k0", 0, 1_000)).ToList();
        allAreHere.Set();
        await Eventually.Async(() => requests.TrueForAll(r => !r.HasRoom), () => $"{requests.Count(r => r.HasRoom)} have room");
        var held = harness.Budget.Bytes - harness.Budget.Reserved;

        var taken = await Task.WhenAll(requests.Select(RewindHarness.TakeAllAsync));

        // A sixteenth of 512 MiB, a record for each, and the consumer.
        Assert.InRange(held, 1, (32L << 20) + (200 * 1_000) + (2 * RewindMemory.PrefetchBytesMax));
        Assert.All(taken, t => Assert.Equal(Numbers(0, 1_000, 1), t));
        await Eventually.Async(() => harness.Budget.Bytes == harness.Budget.Reserved, () => $"{harness.Budget.Bytes - harness.Budget.Reserved} bytes held");
        Assert.Equal(0, harness.Budget.Records);
    }

    [Fact]
    public async Task WhateverFails_IsLogged_AndTriedAgain()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(10, keys: 1);
        harness.Fail = n => n < 3 ? new InvalidOperationException("ssl.ca.location failed") : null;

        var taken = await RewindHarness.TakeAllAsync(Read(harness.Create(topic), topic, "k0", 0, 10));

        Assert.Equal(Numbers(0, 10, 1), taken);
        Assert.Equal(2, harness.Log.AtLeast(LogLevel.Error).Count(line => line.Contains("ssl.ca.location failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ARewinderThatKeepsFailing_IsDisposedLikeAnyOther()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        harness.Fail = static _ => new InvalidOperationException("never");
        var rewinder = harness.Create("nowhere");
        _ = Read(rewinder, "nowhere", "k0", 0, 10);
        await Eventually.Async(() => harness.Opened > 1, () => $"{harness.Opened} opened");

        var disposing = rewinder.DisposeAsync().AsTask();
        await disposing.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(disposing.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ABrokerThatIsAwayMeanwhile_LosesAndRepeatsNothing()
    {
        await using var broker = EmbeddedKafka.Start();
        await using var harness = new RewindHarness(broker);
        var topic = await harness.CreateTopicAsync(2_000, keys: 1);
        var request = Read(harness.Create(topic), topic, "k0", 0, 2_000);
        await Eventually.Async(() => !request.HasRoom, () => "it has room");

        broker.BrokerDown();
        var taking = RewindHarness.TakeAllAsync(request);
        // Below its half it is read for again; the broker comes back only after that was tried.
        await Eventually.Async(() => harness.Opened > 1, () => $"{harness.Opened} opened");
        broker.BrokerUp();

        Assert.Equal(Numbers(0, 2_000, 1), await taking);
    }

    [Fact]
    public async Task ARequestThatIsCutOff_EndsThere_WhereverItsReadingIs_AndGivesBackWhatItHeld()
    {
        await using var harness = new RewindHarness(fixture.Broker, slots: 3);
        var topic = await harness.CreateTopicAsync(200, keys: 1);
        var before = harness.Budget.Bytes;
        // One is read to its end, one waits for a log that is not so long, one begins above what there is.
        var (ended, waits, above) = (Read(harness.Create(topic), topic, "k0", 10, 200), Read(harness.Create(topic), topic, "k0", 10, 1_000), Read(harness.Create(topic), topic, "k0", 500, 1_000));
        await Eventually.Async(() => ended.IsComplete && waits.Peek(500).Count == 190, () => $"{waits.Peek(500).Count} read");

        foreach (var request in new[] { ended, waits, above })
        {
            request.EndAt(50);
        }

        Assert.Equal(Numbers(10, 50, 1), await RewindHarness.TakeAllAsync(ended));
        Assert.Equal(Numbers(10, 50, 1), await RewindHarness.TakeAllAsync(waits));
        Assert.Empty(await RewindHarness.TakeAllAsync(above));
        await Eventually.Async(() => harness.Budget.Bytes == before, () => $"{harness.Budget.Bytes - before} bytes held");
        // From where it was to begin, live records are for it, however far it was read.
        Assert.Equal([true, false, false], new long[] { 9, 10, 60 }.Select(offset => waits.IsAbove(Live(topic, offset, at: 0))));
    }

    [Fact]
    public async Task ARequestByTimeThatIsCutOff_IsAboveWhatIsOlder()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(10, keys: 1);
        var request = harness.Create(topic).Read(StreamId.Create(topic, "k0"), Guid.Empty, KafkaStreamSequenceToken.AtTime(DateTimeOffset.FromUnixTimeMilliseconds(100)), 10);

        request.EndAt(0);

        Assert.Equal([true, false], new[] { 99, 100 }.Select(at => request.IsAbove(Live(topic, 0, at))));
    }

    private static StreamRecord Live(string topic, long offset, long at) => new(
        new KafkaRecord { Position = new RecordPosition(topic, Guid.Empty, 0, offset, -1), Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(at) },
        StreamId.Create(topic, "k0"),
        "");

    private static RewindRequest Read(StreamRewinder rewinder, string topic, string key, long from, long until) =>
        rewinder.Read(StreamId.Create(topic, key), Guid.Empty, KafkaStreamSequenceToken.FromOffset(topic, 0, from), until);

    private static IEnumerable<int> Numbers(int first, int end, int step)
    {
        for (var i = first; i < end; i += step)
        {
            yield return i;
        }
    }
}
