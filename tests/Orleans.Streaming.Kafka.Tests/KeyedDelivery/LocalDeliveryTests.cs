using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>Batches that are taken in the silo without a call.</summary>
public sealed class LocalDeliveryTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLocalReceivers _local = new();
    private readonly ConcurrentQueue<string> _called = new();
    private readonly ConcurrentQueue<DeadLetterReason> _letters = new();
    private CircuitBreaker _breaker = new(int.MaxValue);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Taken_IsFinishedWhenItsCallbackSaysSo_AndHoldsItsPlaceUntilThen()
    {
        using var partition = Create(dispatchedMax: 8);
        Deliver(partition, ["a", "b", "a"]);
        var first = await _local.NextAsync();
        await Eventually.Async(() => _local.RoomAsked > 0, "room to be asked for");
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Single(_local.Offered);
        Assert.Equal(0, partition.Committable);
        Assert.Equal(("a", TimeSpan.FromSeconds(5)), (partition.Condition.OldestEntity, partition.Condition.OldestCall));
        first.Completed(BatchOutcome.Done);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);

        await CommittableAsync(partition, 3);
        Assert.Equal([[0L], [1L], [2L]], _local.Offered.Select(o => o.Offsets));
        Assert.Empty(_called);
        Assert.Null(partition.Condition.OldestEntity);
    }

    [Fact]
    public async Task Taken_HoldsNoPlaceAmongTheCalls()
    {
        _local.Takes = static entity => entity != "called";
        using var partition = Create(inFlightMax: 1);

        Deliver(partition, ["a", "b", "called", "c"]);
        var taken = new[] { await _local.NextAsync(), await _local.NextAsync(), await _local.NextAsync() };
        Array.ForEach(taken, one => one.Completed(BatchOutcome.Done));

        await CommittableAsync(partition, 4);
        Assert.Equal(["called"], _called);
    }

    [Fact]
    public async Task NotTaken_IsCalled()
    {
        _local.Takes = static entity => entity != "b";
        using var partition = Create();

        Deliver(partition, ["a", "b"]);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);

        await CommittableAsync(partition, 2);
        Assert.Equal(["b"], _called);
    }

    [Fact]
    public async Task Offered_SaysWhetherAllPartitionsOfItsEntitiesAreHere()
    {
        var assignment = new GroupAssignment();
        var topics = new TopicDirectory("g", new KafkaMetrics(_services.GetRequiredService<IMeterFactory>()), NullLogger<TopicDirectory>.Instance);
        var routes = new[] { "t", "u" }.ToDictionary(topic => topic, topic => new KafkaTopicRoute(topic, static e => e.Key, static (_, _) => null!, Start: null)
        {
            GrainOf = static (_, entity) => GrainId.Create("probe", entity),
        });
        topics.Update(routes.Keys.ToDictionary(topic => topic, _ => new TopicSnapshot(Guid.Empty, 1)));
        using var partition = Create(ownership: new EntityOwnership(assignment, topics, routes, grains: null!));
        assignment.Add([partition], new LoopHeartbeat(_time));

        Deliver(partition, ["a"]);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        var divided = _local.IsWhole;
        topics.Update(new Dictionary<string, TopicSnapshot> { ["u"] = new(Guid.Empty, 0) });
        Deliver(partition, ["a"], from: 1);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);

        Assert.False(divided);
        Assert.True(_local.IsWhole);
    }

    [Fact]
    public async Task Taken_AndEndedWhileItIsOffered_GoesOnWithTheNextBatch()
    {
        _local.EndsAtOnce = static callback =>
        {
            callback.Completed(BatchOutcome.Done);
            return true;
        };
        using var partition = Create(inFlightMax: 2, batchMax: 3);

        Deliver(partition, Enumerable.Range(0, 1_000).Select(i => $"e{i % 7}"));

        await CommittableAsync(partition, 1_000);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(e => Enumerable.Range(0, 1_000).Where(i => i % 7 == e).Select(i => (long)i)),
            Enumerable.Range(0, 7).Select(e => _local.Offered.Where(o => o.Entity == $"e{e}").SelectMany(o => o.Offsets)));
    }

    [Fact]
    public async Task Completed_ManyTimesInARowByOneThread_DeliversNothingInThatThread()
    {
        var (completing, inline) = (0, 0);
        _local.Takes = _ =>
        {
            inline += Environment.CurrentManagedThreadId == Volatile.Read(ref completing) ? 1 : 0;
            return true;
        };
        using var partition = Create(inFlightMax: 100);
        Deliver(partition, Enumerable.Range(0, 2_000).Select(i => $"e{i}"));
        var completed = 0;
        var storage = new Thread(() =>
        {
            completing = Environment.CurrentManagedThreadId;
            while (completed < 2_000)
            {
                completed += _local.Taken.TryDequeue(out var taken) ? 1 : 0;
                taken.Callback?.Completed(BatchOutcome.Done);
            }
        });

        storage.Start();

        await CommittableAsync(partition, 2_000);
        Assert.True(storage.Join(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, inline);
    }

    [Fact]
    public async Task Failed_IsOfferedAgainAfterItsBackoff()
    {
        using var partition = Create();
        Deliver(partition, ["a", "a"]);

        (await _local.NextAsync()).Failed(new IOException("away"));
        await Eventually.Async(() => partition.Condition.Failing == 1, () => $"{partition.Condition}");
        Assert.Single(_local.Offered);
        await AdvanceUntilAsync(() => _local.Offered.Count == 2);
        (await _local.NextAsync()).Completed(BatchOutcome.Done);

        await CommittableAsync(partition, 2);
        Assert.Equal([[0L, 1L], [0L, 1L]], _local.Offered.Select(o => o.Offsets));
        Assert.Equal(0, partition.Condition.Failing);
    }

    [Fact]
    public async Task Failed_ForGood_DeadLettersTheFailingEventAlone()
    {
        using var partition = Create();
        Deliver(partition, ["a", "a"]);

        (await _local.NextAsync()).Failed(new FormatException("bad event"));
        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        (await _local.NextAsync()).Failed(new FormatException("bad event"));

        await CommittableAsync(partition, 2);
        Assert.Equal("bad event", Assert.Single(_letters).Error);
        Assert.Equal([[0L, 1L], [0L], [1L]], _local.Offered.Select(o => o.Offsets));
    }

    [Fact]
    public async Task Completed_WithARejectedEvent_DeadLettersIt()
    {
        using var partition = Create();
        Deliver(partition, ["a", "a"]);

        (await _local.NextAsync()).Completed(new BatchOutcome { Rejected = [new RejectedEvent(1, "no-good", "it is no good")] });

        await CommittableAsync(partition, 2);
        Assert.Equal("no-good", Assert.Single(_letters).ErrorType);
    }

    [Fact]
    public async Task Failed_InManyEntities_OpensTheCircuitBreaker()
    {
        _breaker = new CircuitBreaker(5);
        using var partition = Create();
        Deliver(partition, Enumerable.Range(0, 80).Select(i => $"e{i}"));

        for (var i = 0; i < 80; i++)
        {
            (await _local.NextAsync()).Failed(new IOException("away"));
        }

        await Eventually.Async(() => _breaker.IsOpen && _breaker.Failing == 80, () => $"{_breaker.Failing} failing");
        await AdvanceUntilAsync(() =>
        {
            while (_local.Taken.TryDequeue(out var taken))
            {
                taken.Callback.Completed(BatchOutcome.Done);
            }

            return partition.Committable == 80;
        });
        Assert.False(_breaker.IsOpen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Taken_WhileItsPartitionEnds_IsOfferedAgainInTheNextAssignment_AndItsLateEndHarmsNothing(bool succeeds)
    {
        using var first = Create();
        Deliver(first, ["a"]);
        var callback = await _local.NextAsync();

        first.End();
        using var second = Create();
        Deliver(second, ["a", "b"]);
        var again = await _local.NextAsync();
        (await _local.NextAsync()).Completed(BatchOutcome.Done);
        if (succeeds)
        {
            callback.Completed(BatchOutcome.Done);
        }
        else
        {
            callback.Failed(new IOException("late"));
        }

        Assert.Equal(0, second.Committable);
        again.Completed(BatchOutcome.Done);
        await CommittableAsync(second, 2);
        Assert.Equal(["a", "a", "b"], _local.Offered.Select(o => o.Entity));
    }

    [Fact]
    public async Task Taken_WithoutAnAnswer_IsNotOfferedTwice()
    {
        using var partition = Create();
        Deliver(partition, ["a"]);
        var callback = await _local.NextAsync();

        _time.Advance(TimeSpan.FromHours(1));

        callback.Completed(BatchOutcome.Done);
        await CommittableAsync(partition, 1);
        Assert.Single(_local.Offered);
    }

    [Fact]
    public async Task Stop_WaitsForWhatIsTaken()
    {
        using var partition = Create();
        Deliver(partition, ["a"]);
        var callback = await _local.NextAsync();

        var stopped = partition.StopDeliveryAsync();
        Assert.Equal(1, _local.Flushed);

        Assert.False(stopped.IsCompleted);
        callback.Completed(BatchOutcome.Done);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, partition.Committable);
    }

    [Fact]
    public async Task Provider_FindsTheReceiversAmongTheSilosServices()
    {
        await using var broker = EmbeddedKafka.Start();
        broker.CreateTopic("local", 1);
        _local.EndsAtOnce = static callback =>
        {
            callback.Completed(BatchOutcome.Done);
            return true;
        };
        await using var host = await ProviderHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<ILocalEventReceivers>(_local);
            silo.Services.AddKafkaProducer("tests", o => o.Connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers });
            silo.AddKafkaStreams("test", kafka => kafka
                .Configure(o => (o.Connection, o.GroupId, o.FetchWait, o.AllowFewerReplicas) = (new KafkaConnection { BootstrapServers = broker.BootstrapServers }, "local", TimeSpan.FromMilliseconds(5), true))
                .Topic("local", t => t.DeliverTo<IProbeGrain>()));
        });

        await host.Services.GetRequiredKeyedService<IKafkaProducer>("tests").SendAsync(new KafkaMessage { Topic = "local", Key = "k"u8.ToArray(), Value = "v"u8.ToArray() });

        await Eventually.Async(() => _local.Offered.Count == 1, () => host.Status("test").Detail);
        Assert.Equal("k", _local.Offered.Single().Entity);
        Assert.Equal(0, host.Probe.Count);
        Assert.Equal(1, _local.Assignments);
    }

    private static Task CommittableAsync(AssignedPartition partition, long offset) =>
        Eventually.Async(() => partition.Committable == offset, () => $"{partition.Committable} of {offset}, {partition.Condition}");

    private AssignedPartition Create(int inFlightMax = 256, int batchMax = 100, int dispatchedMax = 16_384, EntityOwnership? ownership = null)
    {
        var options = new KafkaStreamOptions { EntitiesInFlightMax = inFlightMax, BatchCountMax = batchMax, DispatchedRecordsMax = dispatchedMax };
        var route = new KafkaTopicRoute("t", static e => e.Key, (_, entity) => new Called(_called, entity), Start: null)
        {
            GrainOf = static (_, entity) => GrainId.Create("probe", entity),
        };
        return new AssignedPartition("t", 0, Guid.Empty, 0, route, new DeliveryServices(
            "g", Grains: null!, new RawBytesDecoder(), new Letters(_letters), DispatchLimits.Of(options), new KafkaMetrics(_services.GetRequiredService<IMeterFactory>()), _time, NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(options),
            Judge = TestJudge.Of(_time, _breaker),
            PermanentFailure = FailurePolicy.DeadLetter,
            LocalReceivers = _local,
            Ownership = ownership,
        });
    }

    private static void Deliver(AssignedPartition partition, IEnumerable<string> entities, int from = 0)
    {
        var offset = from;
        foreach (var entity in entities)
        {
            partition.Accept(new KafkaRecord
            {
                Position = new RecordPosition("t", Guid.Empty, 0, offset++, -1),
                Timestamp = DateTimeOffset.UnixEpoch,
                Key = Encoding.UTF8.GetBytes(entity),
                Value = [1],
            });
        }

        partition.StartDelivery();
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.Async(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        () => $"{_local.Offered.Count} offered");

    private sealed class Called(ConcurrentQueue<string> called, string entity) : IEventReceiver
    {
        public ValueTask<BatchOutcome> Receive(EventBatch batch)
        {
            called.Enqueue(entity);
            return ValueTask.FromResult(BatchOutcome.Done);
        }
    }

    private sealed class Letters(ConcurrentQueue<DeadLetterReason> written) : IDeadLetters
    {
        public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
        {
            written.Enqueue(reason);
            return Task.CompletedTask;
        }
    }
}
