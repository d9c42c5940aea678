using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>A dispatcher over a scripted receiver; notes each call, each finished event and each buried one.</summary>
internal sealed class DispatcherHarness : IEntityDelivery, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private GroupDispatcher? _group;
    private DispatchSource? _source;

    public ConcurrentQueue<(string Entity, long[] Offsets)> Calls { get; } = new();

    public ConcurrentQueue<long> Finished { get; } = new();

    /// <summary>How many places of the group's window were given back.</summary>
    public int GivenBack => -_source!.Places;

    public ConcurrentQueue<(long Offset, int Attempts, Exception Error)> Buried { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public CircuitBreaker Breaker { get; set; } = new(int.MaxValue);

    public TimeSpan? UnclassifiedTimeMax { get; set; }

    public CapturedLog Log { get; } = new();

    public FailurePolicy Policy { get; set; }

    public Func<string, DispatchedEvent[], ValueTask<BatchOutcome>> Receive { get; set; } = static (_, _) => ValueTask.FromResult(BatchOutcome.Done);

    /// <summary>Takes a batch without a call; the queue is its callback.</summary>
    public Func<EntityQueue, DispatchedEvent[], bool> TryTake { get; set; } = static (_, _) => false;

    public Func<ValueTask> BeforeDeadLetter { get; set; } = static () => ValueTask.CompletedTask;

    public static DispatchedEvent Event(long offset, int bytes = 1)
    {
        var position = new RecordPosition("t", Guid.Empty, 0, offset, -1);
        var record = new KafkaRecord { Position = position, Timestamp = DateTimeOffset.UnixEpoch, Value = new byte[bytes] };
        return new DispatchedEvent(
            new PendingRecord(record, offset, 0),
            new ReceivedEvent { Position = position, Timestamp = record.Timestamp, Value = offset });
    }

    public static long[] OffsetsOf(DispatchedEvent[] batch) => [.. batch.Select(e => e.Event.Position.Offset)];

    public KeyedDispatcher Create(int inFlightMax = 256, int batchMax = 100, long batchBytesMax = long.MaxValue, int slowMax = 1_024)
    {
        _group = new GroupDispatcher(int.MaxValue, inFlightMax);
        return new KeyedDispatcher(
            new DispatchLimits
            {
                EntitiesInFlightMax = inFlightMax,
                BatchCountMax = batchMax,
                BatchBytesMax = batchBytesMax,
                SlowCallsMax = slowMax,
                Retry = new RetrySchedule(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
            },
            Policy,
            this,
            TestJudge.Of(Time, Breaker, UnclassifiedTimeMax),
            new LogThrottle<LogKind>(Time),
            Time,
            Log.For<KeyedDispatcher>(),
            _group,
            NewSource(_group),
            _ended.Token);
    }

    public KeyedDispatcher Started(int inFlightMax = 256, int batchMax = 100, long batchBytesMax = long.MaxValue, int slowMax = 1_024)
    {
        var dispatcher = Create(inFlightMax, batchMax, batchBytesMax, slowMax);
        dispatcher.Start();
        return dispatcher;
    }

    public void End() => _ended.Cancel();

    public void Dispose()
    {
        End();
        _ended.Dispose();
        Log.Dispose();
    }

    // Nothing is taken for what a test enqueues by itself.
    private DispatchSource NewSource(GroupDispatcher group)
    {
        _source = new DispatchSource(static _ => 0);
        group.Add(_source);
        return _source;
    }

    public bool Deliver(EntityQueue queue, DispatchedEvent[] batch, out ValueTask<BatchOutcome> call)
    {
        Calls.Enqueue((queue.Entity, OffsetsOf(batch)));
        call = default;
        if (TryTake(queue, batch))
        {
            return true;
        }

        call = Receive(queue.Entity, batch);
        return false;
    }

    public ValueTask CompleteAsync(string entity, DispatchedEvent[] batch, BatchOutcome outcome, int attempts)
    {
        foreach (var offset in OffsetsOf(batch))
        {
            Finished.Enqueue(offset);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DeadLetterAsync(string entity, DispatchedEvent failed, Exception error, int attempts)
    {
        await BeforeDeadLetter();
        Buried.Enqueue((failed.Event.Position.Offset, attempts, error));
        Finished.Enqueue(failed.Event.Position.Offset);
    }

    public ValueTask<BatchOutcome> CallAsync(string entity, DispatchedEvent[] batch)
    {
        Calls.Enqueue((entity, OffsetsOf(batch)));
        return Receive(entity, batch);
    }

    public void CallRepeated()
    {
    }
}
