using System.Text;
using Orleans.Streaming.Kafka.Tests.Delivery;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Memory;

[Collection(AloneGroup.Name)]
public sealed class RecordCostTests
{
    private const int Few = 1_000;
    private const int Many = 4_000;
    private const int Rounds = 7;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(300, 0)]
    [InlineData(300, 5)]
    [InlineData(20_000, 1)]
    public void Of_IsNoLessThanWhatTheHeapHolds(int valueBytes, int headers)
    {
        // Whatever else lives in the process adds the same to both measurements, and what only passes by does not to each pair of them.
        var rounds = Enumerable.Range(0, Rounds).Select(_ => Difference(Measure(Few, valueBytes, headers), Measure(Many, valueBytes, headers))).ToList();

        Assert.True(
            rounds.Exists(round => round.Held <= round.Cost && round.Cost <= 4 * round.Held),
            $"{Many - Few} records hold and are counted with, in bytes: {string.Join(", ", rounds)}.");
    }

    private static (long Held, long Cost) Difference((long Held, long Cost) few, (long Held, long Cost) many) => (many.Held - few.Held, many.Cost - few.Cost);

    private static (long Held, long Cost) Measure(int count, int valueBytes, int headers)
    {
        using var harness = new DispatcherHarness();
        var dispatcher = harness.Create();
        long cost = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // The worst case: each record an entity of its own, waiting with its decoded value beside its bytes.
        for (var i = 0; i < count; i++)
        {
            var pending = new PendingRecord(Record(i, valueBytes, headers), i, 0);
            cost += pending.Bytes;
            var key = Encoding.UTF8.GetString(pending.Record.Key!);
            dispatcher.Enqueue(key, new DispatchedEvent(pending, new ReceivedEvent
            {
                Position = pending.Record.Position,
                Timestamp = pending.Record.Timestamp,
                Key = key,
                Value = new byte[valueBytes],
            }));
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(dispatcher);
        return (held, cost);
    }

    private static KafkaRecord Record(int offset, int valueBytes, int headers) => new()
    {
        Position = new RecordPosition("orders", Guid.Empty, 0, offset, 1),
        Timestamp = DateTimeOffset.UnixEpoch,
        Key = Encoding.UTF8.GetBytes($"order-{offset:D12}"),
        Value = new byte[valueBytes],
        Headers = [.. Enumerable.Range(0, headers).Select(h => new KeyValuePair<string, byte[]?>($"header-{h}{offset}", new byte[16]))],
    };
}
