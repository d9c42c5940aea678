using System.Text;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Producing;

public sealed class KafkaProducerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EmbeddedKafka _broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions { KeepRecords = 100_000 });

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask();

    [Fact]
    public async Task SendMany_WhenTheQueueIsFull_KeepsTheOrderOfTheCallsPerKey()
    {
        _broker.CreateTopic("ordered", 1);
        using var test = new TestProducer(_broker, o => (o.QueueBytesMax, o.Linger) = (1 << 20, TimeSpan.Zero));

        // Nobody awaits the call before, and every other call begins with a record so large that the next call's small ones would fit before it.
        var sends = Enumerable.Range(0, 12)
            .Select(call => test.Producer.SendManyAsync([.. Enumerable.Range(0, 10).Select(i => TestProducer.Message("ordered", $"key-{i % 5}", $"{(call * 10) + i}".PadLeft(i == 0 && call % 2 == 0 ? 600_000 : 1, '0')))]))
            .ToList();
        var results = await Task.WhenAll(sends).WaitAsync(Patience);

        Assert.All(results.SelectMany(r => r), r => Assert.Null(r.Error));
        AssertAscendingPerKey(GroupReader.ReadAll(_broker, "ordered", 120), 120);
    }

    [Fact]
    public async Task Send_WhenTheQueueIsFull_ServesCallersInTheirTurn()
    {
        _broker.CreateTopic("turns", 1);
        using var test = new TestProducer(_broker, o => (o.QueueRecordsMax, o.Linger) = (5, TimeSpan.Zero));

        var sent = await Task.WhenAll(Enumerable.Range(0, 40).Select(call => test.Producer.SendAsync(TestProducer.Message("turns", "k", $"{call}")))).WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 40).Select(call => (long)call), sent.Select(s => s.Offset));
    }

    [Fact]
    public async Task Send_WhenTheQueueStaysFull_FailsAfterItsTimeoutSayingWhy()
    {
        _broker.CreateTopic("full", 1);
        using var test = new TestProducer(_broker, o => (o.QueueRecordsMax, o.QueueTimeout, o.FlushTimeout) = (1, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100)));
        _broker.BrokerDown();
        var first = test.Producer.SendAsync(TestProducer.Message("full", "k", "1"));

        var error = await Assert.ThrowsAsync<KafkaStreamException>(() => test.Producer.SendAsync(TestProducer.Message("full", "k", "2"))).WaitAsync(Patience);

        Assert.True(error.IsTransient);
        Assert.Contains("no room", error.Message, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);
        test.Dispose();
        await Assert.ThrowsAsync<KafkaStreamException>(() => first).WaitAsync(Patience);
    }

    [Fact]
    public async Task Send_WhenCancelledInTheQueue_LeavesIt()
    {
        _broker.CreateTopic("cancelled", 1);
        using var test = new TestProducer(_broker, o => o.QueueRecordsMax = 1);
        _broker.BrokerDown();
        var first = test.Producer.SendAsync(TestProducer.Message("cancelled", "k", "1"));
        using var cancel = new CancellationTokenSource();
        var second = test.Producer.SendAsync(TestProducer.Message("cancelled", "k", "2"), cancel.Token);
        var third = test.Producer.SendAsync(TestProducer.Message("cancelled", "k", "3"));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second).WaitAsync(Patience);
        _broker.BrokerUp();
        await Task.WhenAll(first, third).WaitAsync(Patience);

        Assert.Equal(["1", "3"], GroupReader.ReadAll(_broker, "cancelled", 2).Select(r => Encoding.UTF8.GetString(r.Message.Value!)));
    }

    [Fact]
    public async Task SendMany_AfterAFatalError_FailsAllThatIsOpenInOrderAndTheNextSendGoesThrough()
    {
        _broker.CreateTopic("fatal", 1);
        // A request per record: most of what is queued is never sent when the producer breaks, and librdkafka would never report it.
        using var test = new TestProducer(_broker, o =>
        {
            (o.QueueRecordsMax, o.Linger) = (10, TimeSpan.Zero);
            o.Properties["batch.num.messages"] = "1";
        });
        await test.Producer.SendAsync(TestProducer.Message("fatal", "k", "0")).WaitAsync(Patience);
        // Away until both calls are made: what is sent after the producer broke goes through.
        _broker.BrokerDown();
        _broker.FailNext(KafkaApi.Produce, KafkaErrorCode.OutOfOrderSequenceNumber);

        // More than the queue holds: some wait in line when the producer breaks.
        var onTheWay = test.Producer.SendManyAsync([.. Enumerable.Range(1, 30).Select(i => TestProducer.Message("fatal", "k", $"{i}"))]);
        var inLine = test.Producer.SendManyAsync([TestProducer.Message("fatal", "k", "31")]);
        _broker.BrokerUp();
        var results = (await onTheWay.WaitAsync(Patience)).Concat(await inLine.WaitAsync(Patience)).ToList();

        var firstFailed = results.FindIndex(r => r.Error is not null);
        Assert.True(firstFailed >= 0, "the injected error did not break the producer");
        Assert.All(results.Skip(firstFailed), r => Assert.True(r.Error is { IsTransient: true }, "a record was stored behind one that failed"));
        Assert.Single(test.Log.All, line => line.Contains("failed fatally", StringComparison.Ordinal));

        var again = await test.Producer.SendManyAsync([.. Enumerable.Range(firstFailed + 1, 31 - firstFailed).Select(i => TestProducer.Message("fatal", "k", $"{i}"))]).WaitAsync(Patience);
        Assert.All(again, r => Assert.Null(r.Error));
        // This broker checks no sequence numbers: what was in flight behind the refused request may be stored as well. A real one refuses it.
        var stored = GroupReader.ReadAll(_broker, "fatal", (int)GroupReader.Ends(_broker, "fatal", 1)[0]).ConvertAll(r => Encoding.UTF8.GetString(r.Message.Value!));
        Assert.Equal(Enumerable.Range(firstFailed + 1, 31 - firstFailed).Select(i => $"{i}"), stored.TakeLast(31 - firstFailed));
        Assert.Equal(32, stored.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Send_WhenTheBrokerIsAwayForLongerThanItsRetries_GoesThroughInOrderOnceItIsBack()
    {
        _broker.CreateTopic("away", 1);
        using var test = new TestProducer(_broker);
        await test.Producer.SendAsync(TestProducer.Message("away", "k", "0")).WaitAsync(Patience);
        // Eight retries would be over long before these are.
        _broker.FailNext(KafkaApi.Produce, [.. Enumerable.Repeat(KafkaErrorCode.NotEnoughReplicas, 12)]);

        var results = await test.Producer.SendManyAsync([.. Enumerable.Range(1, 20).Select(i => TestProducer.Message("away", "k", $"{i}"))]).WaitAsync(Patience);

        Assert.All(results, r => Assert.Null(r.Error));
        AssertAscendingPerKey(GroupReader.ReadAll(_broker, "away", 21), 21);
    }

    [Fact]
    public async Task Send_WithADeliveryTimeout_GivesUpSayingWhatIsTheMatter()
    {
        _broker.CreateTopic("expires", 1);
        using var test = new TestProducer(_broker, o => o.DeliveryTimeout = TimeSpan.FromSeconds(1));
        _broker.BrokerDown();

        var error = await Assert.ThrowsAsync<KafkaStreamException>(() => test.Producer.SendAsync(TestProducer.Message("expires", "k", "1"))).WaitAsync(Patience);

        Assert.True(error.IsTransient);
        Assert.Contains(_broker.BootstrapServers, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendMany_WithARecordThatIsTooLarge_RejectsItForGood_FailsWhatFollowsOfItsKey_AndSendsTheOthers()
    {
        _broker.CreateTopic("large", 1);
        _broker.CreateTopic("other", 1);
        using var test = new TestProducer(_broker, o => o.RecordBytesMax = 10_000);

        var results = await test.Producer.SendManyAsync(
        [
            TestProducer.Message("large", "k", "before"),
            TestProducer.Message("large", "k", new string('x', 20_000)),
            TestProducer.Message("large", "k", "behind"),
            TestProducer.Message("large", "another", "of another key"),
            TestProducer.Message("other", "k", "of another topic"),
            new() { Topic = "large", Value = "of no key"u8.ToArray() },
        ]).WaitAsync(Patience);

        Assert.Null(results[0].Error);
        Assert.False(results[1].Error!.IsTransient);
        Assert.True(results[2].Error!.IsTransient);
        Assert.Contains("not sent: an earlier record of its key in the same call failed", results[2].Error!.Message, StringComparison.Ordinal);
        Assert.All(results.Skip(3), r => Assert.Null(r.Error));
        Assert.Equal(["before", "of another key", "of no key"], GroupReader.ReadAll(_broker, "large", 3).Select(r => Encoding.UTF8.GetString(r.Message.Value!)));
        Assert.Equal(3, GroupReader.Ends(_broker, "large", 1)[0]);
        Assert.Equal(1, GroupReader.Ends(_broker, "other", 1)[0]);
    }

    public static TheoryData<string, KafkaMessage?> NoRecords { get; } = new()
    {
        { "is null", null },
        { "names no topic", new KafkaMessage { Topic = " " } },
        { "has null for headers", new KafkaMessage { Topic = "t", Headers = null! } },
        { "has a header without a name", new KafkaMessage { Topic = "t", Headers = [new(null!, [1])] } },
    };

    [Theory]
    [MemberData(nameof(NoRecords))]
    public async Task SendMany_WithWhatIsNoRecord_IsRejectedAtOnce_AndOthersInTheQueueGoThrough(string problem, KafkaMessage? message)
    {
        _broker.CreateTopic("invalid", 1);
        using var test = new TestProducer(_broker, o => (o.QueueRecordsMax, o.Linger) = (1, TimeSpan.Zero));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => test.Producer.SendManyAsync([TestProducer.Message("invalid", "k", "1"), message!])).WaitAsync(Patience);
        var sent = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => test.Producer.SendAsync(TestProducer.Message("invalid", "k", $"{i}")))).WaitAsync(Patience);

        Assert.Contains($"Record 1 {problem}", error.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], sent.Select(s => s.Offset));
    }

    [Fact]
    public async Task Send_WhenItStoodInLine_IsTracedToItsOwnCaller()
    {
        _broker.CreateTopic("traced", 1);
        using var tracing = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name is "Orleans.Streaming.Kafka",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(tracing);
        using var test = new TestProducer(_broker, o => (o.QueueRecordsMax, o.Linger) = (1, TimeSpan.Zero));
        _broker.BrokerDown();
        var (traces, sends, cancel) = (new List<string>(), new List<Task>(), new CancellationTokenSource());

        // The first fills the queue. The second leaves the line, in whose turn others could be queued; the last has no activity.
        for (var i = 0; i < 5; i++)
        {
            using var caller = i < 4 ? new System.Diagnostics.Activity($"caller {i}").Start() : null;
            traces.Add(caller?.TraceId.ToHexString() ?? "none");
            sends.Add(test.Producer.SendAsync(TestProducer.Message("traced", "k", $"{i}"), i == 1 ? cancel.Token : default));
        }

        using (new System.Diagnostics.Activity("who cancels").Start())
        {
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sends[1]).WaitAsync(Patience);
            _broker.BrokerUp();
            await Task.WhenAll(sends.Where((_, i) => i != 1)).WaitAsync(Patience);
        }

        var stored = GroupReader.ReadAll(_broker, "traced", 4).ConvertAll(r => Encoding.ASCII.GetString(r.Message.Headers.GetLastBytes("traceparent")).Split('-')[1]);
        Assert.Equal([traces[0], traces[2], traces[3]], stored.Take(3));
        Assert.DoesNotContain(stored[3], traces);
        cancel.Dispose();
    }

    [Fact]
    public async Task Send_WithoutTheRight_IsTransientAndSaysWhatToGrant()
    {
        _broker.CreateTopic("forbidden", 1);
        using var test = new TestProducer(_broker);
        _broker.FailNext(KafkaApi.Produce, KafkaErrorCode.TopicAuthorizationFailed);

        var error = await Assert.ThrowsAsync<KafkaStreamException>(() => test.Producer.SendAsync(TestProducer.Message("forbidden", "k", "1"))).WaitAsync(Patience);

        Assert.True(error.IsTransient);
        Assert.Contains("kafka-acls.sh", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KafkaCompression.Lz4)]
    [InlineData(KafkaCompression.Zstd)]
    [InlineData(KafkaCompression.Gzip)]
    [InlineData(KafkaCompression.None)]
    public async Task Send_WithEachCompression_IsReadAsItWas(KafkaCompression compression)
    {
        var topic = $"compressed-{compression}";
        _broker.CreateTopic(topic, 1);
        using var test = new TestProducer(_broker, o => o.Compression = compression);
        var text = string.Concat(Enumerable.Repeat("the same again ", 100));

        await test.Producer.SendManyAsync([.. Enumerable.Range(0, 10).Select(_ => TestProducer.Message(topic, "k", text))]).WaitAsync(Patience);

        Assert.All(GroupReader.ReadAll(_broker, topic, 10), r => Assert.Equal(text, Encoding.UTF8.GetString(r.Message.Value!)));
    }

    [Fact]
    public async Task Dispose_WithRecordsOnTheWay_FlushesThem()
    {
        _broker.CreateTopic("flushed", 1);
        var test = new TestProducer(_broker, o => o.Linger = TimeSpan.FromSeconds(30));
        var sends = test.Producer.SendManyAsync([.. Enumerable.Range(0, 100).Select(i => TestProducer.Message("flushed", "k", $"{i}"))]);

        test.Dispose();

        Assert.All(await sends.WaitAsync(Patience), r => Assert.Null(r.Error));
        Assert.Equal(100, GroupReader.ReadAll(_broker, "flushed", 100).Count);
    }

    [Fact]
    public async Task BrokerAway_ForAWhile_CostsAFewLines()
    {
        _broker.CreateTopic("quiet", 1);
        using var test = new TestProducer(_broker, o => o.DeliveryTimeout = TimeSpan.FromSeconds(6));
        _broker.BrokerDown();

        await Assert.ThrowsAsync<KafkaStreamException>(() => test.Producer.SendAsync(TestProducer.Message("quiet", "k", "1"))).WaitAsync(Patience);

        Assert.InRange(test.Log.AtLeast(Microsoft.Extensions.Logging.LogLevel.Information).Count, 1, 2);
    }

    private static void AssertAscendingPerKey(List<Confluent.Kafka.ConsumeResult<byte[]?, byte[]?>> records, int expected)
    {
        Assert.Equal(expected, records.Count);
        foreach (var key in records.GroupBy(r => Encoding.UTF8.GetString(r.Message.Key!)))
        {
            var values = key.OrderBy(r => r.Offset.Value).Select(r => int.Parse(Encoding.UTF8.GetString(r.Message.Value!), System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(values.Order().Distinct(), values);
        }
    }
}
