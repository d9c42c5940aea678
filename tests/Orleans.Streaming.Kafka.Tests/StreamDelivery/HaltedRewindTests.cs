using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>A subscriber that is halted at a record it was given again, and whose partition is assigned again to the same agent.</summary>
public sealed class HaltedRewindTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private const int Old = 10;

    [Fact]
    public async Task TheNextAssignment_GoesOnWithTheRecordItWasHaltedAt_AndPassesNothingOver()
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(Old, keys: 1);
        var stream = StreamId.Create(topic, "k0");
        var options = new KafkaStreamTopicOptions { OnFailure = FailurePolicy.Halt };
        var limits = new KafkaStreamOptions();
        var services = new DeliveryServices("g", null!, new RawBytesDecoder(), new HeldDeadLetters(), DispatchLimits.Of(limits), TestPartition.Metrics, TimeProvider.System, NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(limits),
            Judge = TestJudge.Of(TimeProvider.System),
            PermanentFailure = FailurePolicy.DeadLetter,
        };
        var cache = new KafkaQueueCache(topic, 0, options, services, _ => harness.Create(topic), NullLogger<KafkaQueueCache>.Instance);
        StreamDelivery Attach()
        {
            var delivery = new StreamDelivery(services, new StreamRecordReader(topic, options, new RawBytesDecoder()), static _ => { }, CancellationToken.None);
            cache.Attach(delivery, Guid.Empty, Old);
            delivery.Start();
            delivery.Dispatch(new PendingRecord(Live(topic), Old, 0));
            cache.AddToCache(delivery.TakeBatches());
            return delivery;
        }

        Attach();
        var cursor = cache.TryGetCacheCursor(stream, KafkaStreamSequenceToken.FromOffset(topic, 0, 0)).Cursor!;
        for (var offset = 0; offset <= 5; offset++)
        {
            Assert.Equal(offset, await NextAsync(cursor));
            Deliver(cursor, offset == 5 ? new FormatException("bad event") : null);
        }

        cursor.RecordDeliveryFailure();
        await cache.ApplyFailurePolicyAsync(stream, cursor.GetCurrent(out _)!.SequenceToken);
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, cursor.MoveNextWithResult().Kind);

        Attach();
        var given = new List<long>();
        for (var i = 5; i <= Old; i++)
        {
            given.Add(await NextAsync(cursor));
            Deliver(cursor);
        }

        Assert.Equal(Enumerable.Range(5, Old - 4).Select(i => (long)i), given);
        await cache.CloseAsync();
    }

    private static KafkaRecord Live(string topic) => new()
    {
        Position = new RecordPosition(topic, Guid.Empty, 0, Old, -1),
        Timestamp = DateTimeOffset.UnixEpoch,
        Key = [.. "k0"u8],
        Value = [1],
    };

    private static async Task<long> NextAsync(IQueueCacheCursor cursor)
    {
        await Eventually.Async(() => cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success, () => "nothing is given");
        return cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber;
    }

    private static void Deliver(IQueueCacheCursor cursor, Exception? error = null)
    {
        var attempt = ((KafkaStreamBatch)cursor.GetCurrent(out _)!).Attempt!;
        attempt.EndAttempt(attempt.BeginCall(), error, error is null);
    }
}
