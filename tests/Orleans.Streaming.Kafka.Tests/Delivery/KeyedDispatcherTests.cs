using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class KeyedDispatcherTests : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentQueue<(string Entity, long[] Offsets)> _calls = new();
    private readonly ConcurrentQueue<long> _finished = new();
    private readonly FakeTimeProvider _time = new();
    private Func<string, DispatchedEvent[], ValueTask<BatchOutcome>> _deliver = static (_, _) => ValueTask.FromResult(BatchOutcome.Done);

    public void Dispose() => _ended.Dispose();

    [Fact]
    public async Task Enqueue_WhenNotStarted_DeliversNothing()
    {
        var dispatcher = Create();

        dispatcher.Enqueue("a", Event(0));

        Assert.Equal(0, dispatcher.InFlight);
        Assert.Empty(_calls);
        dispatcher.Start();
        await Eventually.Async(() => _finished.Count == 1, () => $"{_finished.Count} finished");
    }

    [Fact]
    public async Task Enqueue_KeepsTheOrderOfAnEntityWithOneCallInFlight()
    {
        var gate = new SemaphoreSlim(0);
        var inFlight = 0;
        var most = 0;
        _deliver = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await gate.WaitAsync();
            Interlocked.Decrement(ref inFlight);
            return BatchOutcome.Done;
        };
        var dispatcher = Create();
        dispatcher.Start();

        for (var i = 0; i < 50; i++)
        {
            dispatcher.Enqueue("a", Event(i));
        }

        gate.Release(100);
        await Eventually.Async(() => _finished.Count == 50, () => $"{_finished.Count} finished");
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), _finished);
    }

    [Fact]
    public async Task Enqueue_GivesAllThatWaitsToTheNextCallUpToTheLimit()
    {
        var gate = new SemaphoreSlim(0);
        _deliver = async (_, _) =>
        {
            await gate.WaitAsync();
            return BatchOutcome.Done;
        };
        var dispatcher = Create(batchMax: 4);
        dispatcher.Start();
        dispatcher.Enqueue("a", Event(0));
        await Eventually.Async(() => _calls.Count == 1, () => $"{_calls.Count} calls");

        for (var i = 1; i <= 6; i++)
        {
            dispatcher.Enqueue("a", Event(i));
        }

        gate.Release(10);
        await Eventually.Async(() => _finished.Count == 7, () => $"{_finished.Count} finished");
        Assert.Equal([1, 4, 2], _calls.Select(c => c.Offsets.Length));
    }

    [Fact]
    public async Task Enqueue_WhenOneEntityHangs_TheOthersGoOn()
    {
        var gate = new SemaphoreSlim(0);
        _deliver = async (entity, _) =>
        {
            if (entity == "hung")
            {
                await gate.WaitAsync();
            }

            return BatchOutcome.Done;
        };
        var dispatcher = Create();
        dispatcher.Start();

        dispatcher.Enqueue("hung", Event(0));
        for (var i = 1; i <= 20; i++)
        {
            dispatcher.Enqueue($"e{i}", Event(i));
        }

        await Eventually.Async(() => _finished.Count == 20, () => $"{_finished.Count} finished");
        Assert.DoesNotContain(0, _finished);
        gate.Release();
    }

    [Fact]
    public async Task Deliver_WhenItFails_RepeatsTheSameBatchAfterTheBackoffBeforeAnythingLater()
    {
        var failures = 2;
        _deliver = (_, _) => failures-- > 0
            ? ValueTask.FromException<BatchOutcome>(new IOException("database away"))
            : ValueTask.FromResult(BatchOutcome.Done);
        var dispatcher = Create();
        dispatcher.Start();
        dispatcher.Enqueue("a", Event(0));
        await Eventually.Async(() => _calls.Count == 1 && dispatcher.InFlight == 0, () => $"{_calls.Count} calls");

        dispatcher.Enqueue("a", Event(1));
        await Eventually.Async(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return _finished.Count == 2;
            },
            () => $"{_finished.Count} finished after {_calls.Count} calls");

        Assert.Equal([0L, 0L, 0L, 1L], _calls.SelectMany(c => c.Offsets));
        Assert.Equal([0L, 1L], _finished);
    }

    [Fact]
    public async Task Stop_WaitsForCallsInFlightAndStartsNoMore()
    {
        var gate = new SemaphoreSlim(0);
        _deliver = async (_, _) =>
        {
            await gate.WaitAsync();
            return BatchOutcome.Done;
        };
        var dispatcher = Create(inFlightMax: 1);
        dispatcher.Start();
        dispatcher.Enqueue("a", Event(0));
        dispatcher.Enqueue("b", Event(1));
        await Eventually.Async(() => _calls.Count == 1, () => $"{_calls.Count} calls");

        var stopped = dispatcher.StopAsync();

        Assert.False(stopped.IsCompleted);
        gate.Release(2);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([0L], _finished);
        dispatcher.Start();
        await Eventually.Async(() => _finished.Count == 2, () => $"{_finished.Count} finished");
    }

    [Fact]
    public async Task Enqueue_NeverHasMoreEntitiesInFlightThanAllowed()
    {
        var inFlight = 0;
        var most = 0;
        _deliver = async (_, _) =>
        {
            var now = Interlocked.Increment(ref inFlight);
            lock (_calls)
            {
                most = Math.Max(most, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
            return BatchOutcome.Done;
        };
        var dispatcher = Create(inFlightMax: 3);
        dispatcher.Start();

        for (var i = 0; i < 500; i++)
        {
            dispatcher.Enqueue($"e{i % 100}", Event(i));
        }

        await Eventually.Async(() => _finished.Count == 500, () => $"{_finished.Count} finished");
        Assert.InRange(most, 2, 3);
    }

    private static DispatchedEvent Event(long offset)
    {
        var position = new RecordPosition("t", Guid.Empty, 0, offset, -1);
        var record = new KafkaRecord { Position = position, Timestamp = DateTimeOffset.UnixEpoch, Value = [1] };
        return new DispatchedEvent(
            new PendingRecord(record, offset, 0),
            new ReceivedEvent { Position = position, Timestamp = record.Timestamp, Value = offset });
    }

    private KeyedDispatcher Create(int inFlightMax = 256, int batchMax = 100) => new(
        new DispatchLimits(inFlightMax, batchMax, new RetrySchedule(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1))),
        (entity, batch) =>
        {
            _calls.Enqueue((entity, [.. batch.Select(e => e.Event.Position.Offset)]));
            return _deliver(entity, batch);
        },
        (batch, _, _) =>
        {
            foreach (var e in batch)
            {
                _finished.Enqueue(e.Event.Position.Offset);
            }

            return ValueTask.CompletedTask;
        },
        static () => { },
        _time,
        NullLogger<KeyedDispatcher>.Instance,
        _ended.Token);
}
