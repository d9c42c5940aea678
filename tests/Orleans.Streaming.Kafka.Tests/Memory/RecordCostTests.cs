using System.Text;
using Orleans.Streaming.Kafka.Tests.Delivery;

namespace Orleans.Streaming.Kafka.Tests.Memory;

public sealed class RecordCostTests
{
    private const int Few = 1_000;
    private const int Many = 4_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(300, 0)]
    [InlineData(300, 5)]
    [InlineData(20_000, 1)]
    public void Of_IsNoLessThanWhatIsAllocated(int valueBytes, int headers)
    {
        // By this thread alone, so that nothing else in the process counts. It is a little more than what is held: tables that grew are left behind.
        var (few, many) = (Measure(Few, valueBytes, headers), Measure(Many, valueBytes, headers));
        var (allocated, cost) = (many.Allocated - few.Allocated, many.Cost - few.Cost);

        Assert.True(allocated <= cost, $"For {Many - Few} records {allocated:N0} bytes are allocated and {cost:N0} counted.");
        Assert.True(cost <= 3 * allocated, $"For {Many - Few} records {allocated:N0} bytes are allocated and {cost:N0} counted.");
    }

    private static (long Allocated, long Cost) Measure(int count, int valueBytes, int headers)
    {
        using var harness = new DispatcherHarness();
        var dispatcher = harness.Create();
        long cost = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();

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

        return (GC.GetAllocatedBytesForCurrentThread() - before, cost);
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
