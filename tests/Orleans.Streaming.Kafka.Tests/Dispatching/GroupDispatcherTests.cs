using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Delivery;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Dispatching;

/// <summary>Several partitions of one group. The time does not go on: nothing here waits for a timer.</summary>
public sealed class GroupDispatcherTests : IDisposable
{
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeLocalReceivers _local = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Records_OfAPartitionWithoutAnAgent_AreNotDelivered()
    {
        var services = Services(recordsMax: 100);
        using var open = Create(services, 0);
        using var closed = Create(services, 1);
        open.StartDelivery();
        Accept(closed, 0, "closed", time: 1);
        Accept(open, 0, "open", time: 2);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        Assert.Equal(["open"], _local.Offered.Select(o => o.Entity));

        closed.StartDelivery();

        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        Assert.Equal(["open", "closed"], _local.Offered.Select(o => o.Entity));
        await closed.StopDeliveryAsync();
        Accept(closed, 1, "stopped", time: 0);
        Accept(open, 1, "open", time: 3);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        Assert.DoesNotContain("stopped", _local.Offered.Select(o => o.Entity));
    }

    [Fact]
    public async Task Records_ThatAreOlder_AreDeliveredFirst()
    {
        var services = Services(recordsMax: 1);
        using var first = Create(services, 0);
        using var second = Create(services, 1);
        first.StartDelivery();
        second.StartDelivery();
        Accept(first, 0, "a10", time: 10);
        var begun = await _local.NextAsync();
        Accept(first, 1, "a30", time: 30);
        Accept(first, 2, "a50", time: 50);
        Accept(second, 0, "b20", time: 20);
        Accept(second, 1, "b40", time: 40);

        Assert.Single(_local.Offered);
        begun.Completed(BatchOutcome.Done);
        for (var i = 0; i < 4; i++)
        {
            (await _local.NextAsync()).Completed(BatchOutcome.Done);
        }

        Assert.Equal(["a10", "b20", "a30", "b40", "a50"], _local.Offered.Select(o => o.Entity));
        await Eventually.Async(() => services.Dispatcher.Places == 0, () => $"{services.Dispatcher.Places} places held");
    }

    [Fact]
    public async Task Calls_OfEntitiesThatWaited_BeginInTheOrderOfTheirEventsOverAllPartitions()
    {
        var services = Services(recordsMax: 100);
        using var first = Create(services, 0);
        using var second = Create(services, 1);
        using var third = Create(services, 2);
        third.StartDelivery();
        var (firstBusy, secondBusy) = (await BeginAsync(first, "a"), await BeginAsync(second, "b"));
        Accept(first, 1, "a", time: 30);
        Accept(second, 1, "b", time: 20);
        await Eventually.Async(() => services.Dispatcher.Places == 4, () => $"{services.Dispatcher.Places} places held");
        var offering = new TaskCompletionSource();
        using var hold = new ManualResetEventSlim();
        _local.Takes = entity =>
        {
            if (entity == "hold")
            {
                offering.SetResult();
                hold.Wait();
            }

            return true;
        };

        // While a call begins elsewhere, both entities get ready, the later one first.
        Accept(third, 0, "hold", time: 1);
        await offering.Task;
        firstBusy.Completed(BatchOutcome.Done);
        secondBusy.Completed(BatchOutcome.Done);
        hold.Set();

        await Eventually.Async(() => _local.Offered.Count == 5, () => $"{_local.Offered.Count} offered");
        Assert.Equal(["a", "b", "hold", "b", "a"], _local.Offered.Select(o => o.Entity));
    }

    [Fact]
    public async Task Records_BesideAPartitionThatTakesNoMore_GoOn()
    {
        var services = Services(recordsMax: 80);
        using var hung = Create(services, 0);
        using var other = Create(services, 1);
        hung.StartDelivery();
        other.StartDelivery();
        for (var i = 0; i < 50; i++)
        {
            Accept(hung, i, $"hung{i}", time: i);
        }

        await Eventually.Async(() => _local.Taken.Count == 10, () => $"{_local.Taken.Count} taken");
        for (var i = 0; i < 200; i++)
        {
            Accept(other, i, $"other{i}", time: 1_000 + i);
        }

        await CompleteOthersAsync(200);
        Assert.Equal(10, _local.Offered.Count(o => o.Entity.StartsWith("hung", StringComparison.Ordinal)));
        Assert.Equal(10, services.Dispatcher.Places);
        hung.End();
        await Eventually.Async(() => services.Dispatcher.Places == 0, () => $"{services.Dispatcher.Places} places held");
    }

    [Fact]
    public async Task Calls_OfAPartitionWhoseGrainsAreSlow_LeaveTheOthersTheirShare()
    {
        // Of 12 calls each of 3 partitions has 2 for sure, and a busy one up to 8.
        var services = Services(recordsMax: 1_000, callsMax: 12);
        using var slow = Create(services, 0);
        using var second = Create(services, 1);
        using var third = Create(services, 2);
        AcceptMany(slow, "slow", count: 50, time: 0);
        await Eventually.Async(() => _local.Offered.Count == 8, () => $"{_local.Offered.Count} offered");

        AcceptMany(second, "other2-", count: 100, time: 1_000);
        AcceptMany(third, "other3-", count: 100, time: 1_000);

        await CompleteOthersAsync(200, () => Assert.InRange(services.Dispatcher.Calls, 8, 12));
        Assert.Equal(8, _local.Offered.Count(IsSlow));
        await Eventually.Async(() => services.Dispatcher.Calls == 8, () => $"{services.Dispatcher.Calls} calls");
        slow.End();
        Assert.Equal(0, services.Dispatcher.Calls);

        static bool IsSlow((string Entity, long[] Offsets) offered) => offered.Entity.StartsWith("slow", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_ThatEnd_AreTheOldestOfThoseThatWaitInOtherPartitions()
    {
        var services = Services(recordsMax: 1_000, callsMax: 12);
        using var busy = Create(services, 0);
        using var waiting = Create(services, 1);
        using var later = Create(services, 2);
        AcceptMany(busy, "busy", count: 8, time: 0);
        await Eventually.Async(() => _local.Offered.Count == 8, () => $"{_local.Offered.Count} offered");
        AcceptMany(waiting, "waiting", count: 4, time: 1_000);
        AcceptMany(later, "later", count: 4, time: 2_000);
        await Eventually.Async(() => _local.Offered.Count == 12, () => $"{_local.Offered.Count} offered");

        for (var i = 0; i < 6; i++)
        {
            Assert.True(_local.Taken.TryDequeue(out var taken));
            Assert.StartsWith("busy", taken.Entity, StringComparison.Ordinal);
            taken.Callback.Completed(BatchOutcome.Done);
        }

        await Eventually.Async(() => _local.Offered.Count == 14, () => $"{_local.Offered.Count} offered");
        Assert.Equal(["waiting2", "waiting3"], _local.Offered.Skip(12).Select(o => o.Entity));
    }

    [Fact]
    public async Task Calls_ThatEndAndHoldNoPlace_WakeAPartitionThatWaitsForRoom()
    {
        var group = new GroupDispatcher(recordsMax: 100, callsMax: 8);
        var (busy, waiting, handedOut) = (new DispatchSource(static _ => 0), new DispatchSource(static _ => 0), new TaskCompletionSource());
        group.Add(busy);
        group.Add(waiting);
        waiting.HandOut = (_, _) =>
        {
            waiting.ReadyHead = DispatchSource.Nothing;
            handedOut.TrySetResult();
            return 1;
        };
        group.ChangeCalls(busy, 5);
        group.ChangeCalls(waiting, 2);
        waiting.ReadyHead = 1;
        group.Wake();
        Assert.False(handedOut.Task.IsCompleted);

        group.ChangeCalls(busy, -3);

        await handedOut.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Records_ThatNameNobody_HoldNoPlace()
    {
        var services = Services(recordsMax: 8);
        using var partition = Create(services, 0);
        partition.StartDelivery();

        for (var i = 0; i < 100; i++)
        {
            Accept(partition, i, key: null, time: i);
        }

        Accept(partition, 100, "a", time: 100);

        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        await Eventually.Async(() => services.Dispatcher.Places == 0, () => $"{services.Dispatcher.Places} places held");
        Assert.Equal(0, partition.Committable);
    }

    private async Task<IBatchCallback> BeginAsync(AssignedPartition partition, string key)
    {
        partition.StartDelivery();
        Accept(partition, 0, key, time: 10);
        return await _local.NextAsync();
    }

    private static void AcceptMany(AssignedPartition partition, string prefix, int count, long time)
    {
        for (var i = 0; i < count; i++)
        {
            Accept(partition, i, $"{prefix}{i}", time + i);
        }

        partition.StartDelivery();
    }

    private async Task CompleteOthersAsync(int count, Action? look = null)
    {
        for (var completed = 0; completed < count;)
        {
            await Eventually.Async(() => !_local.Taken.IsEmpty, () => $"{completed} completed of {_local.Offered.Count} offered");
            if (_local.Taken.TryDequeue(out var taken) && taken.Entity.StartsWith("other", StringComparison.Ordinal))
            {
                look?.Invoke();
                taken.Callback.Completed(BatchOutcome.Done);
                completed++;
            }
        }
    }

    // With a limit of calls all batches are calls; else they are taken without one.
    private DeliveryServices Services(int recordsMax, int? callsMax = null)
    {
        var options = new KafkaStreamOptions { DispatchedRecordsMax = recordsMax, EntitiesInFlightMax = callsMax ?? 4_096 };
        return new DeliveryServices(
            "g", Grains: null!, new RawBytesDecoder(), new NoLetters(), DispatchLimits.Of(options), new KafkaMetrics(_metrics.GetRequiredService<IMeterFactory>()), new FakeTimeProvider(), NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(options),
            Judge = TestJudge.Of(TimeProvider.System),
            PermanentFailure = FailurePolicy.DeadLetter,
            LocalReceivers = callsMax is null ? _local : null,
        };
    }

    private AssignedPartition Create(DeliveryServices services, int partition) => new(
        "t",
        partition,
        Guid.Empty,
        0,
        new KafkaTopicRoute("t", static e => e.Key, (_, entity) => new Called(_local, entity), Start: null) { IsNamedByKey = true, GrainOf = static (_, entity) => GrainId.Create("probe", entity) },
        services);

    private static void Accept(AssignedPartition partition, long offset, string? key, long time) => partition.Accept(new KafkaRecord
    {
        Position = new RecordPosition("t", Guid.Empty, partition.Partition, offset, -1),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(time),
        Key = key is null ? null : Encoding.UTF8.GetBytes(key),
        Value = [1],
    });

    /// <summary>A grain whose calls are noted, and end when the test says so.</summary>
    private sealed class Called(FakeLocalReceivers calls, string entity) : IEventReceiver
    {
        public ValueTask<BatchOutcome> Receive(EventBatch batch)
        {
            var call = new Call();
            calls.TryReceive(GrainId.Create("probe", entity), batch, call, isWhole: true);
            return new ValueTask<BatchOutcome>(call.Outcome.Task);
        }
    }

    private sealed class Call : IBatchCallback
    {
        public TaskCompletionSource<BatchOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Completed(BatchOutcome outcome) => Outcome.SetResult(outcome);

        public void Failed(Exception exception) => Outcome.SetException(exception);
    }

    /// <summary>The dead-letter topic is away.</summary>
    private sealed class NoLetters : IDeadLetters
    {
        public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
