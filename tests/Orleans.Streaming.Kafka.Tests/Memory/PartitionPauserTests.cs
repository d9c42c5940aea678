using System.Diagnostics.Metrics;
using System.Reflection;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Memory;

public sealed class PartitionPauserTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly IConsumer<byte[]?, byte[]?> _consumer = DispatchProxy.Create<IConsumer<byte[]?, byte[]?>, RecordingConsumer>();
    private readonly AssignedPartition _partition;
    private readonly PartitionPauser _pauser;
    private long _next;

    public PartitionPauserTests()
    {
        // The wait for room takes no part in what is tested here.
        _pauser = new PartitionPauser(_time, waitMax: TimeSpan.Zero);
        _partition = CreatePartition();
    }

    private List<string> Calls => ((RecordingConsumer)(object)_consumer).Calls;

    public void Dispose()
    {
        _partition.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void AfterAccept_PausesAtTheLimitAndNotBefore()
    {
        Read(99);
        Assert.Empty(Calls);

        Read(1);

        Assert.Equal(["Pause"], Calls);
        Assert.True(_partition.IsPaused);
    }

    [Fact]
    public async Task AfterAccept_WhenDeliveriesGoOn_WaitsForRoomInsteadOfPausing()
    {
        var patient = new PartitionPauser(_time, waitMax: TimeSpan.FromSeconds(30));
        for (var i = 0; i < 100; i++)
        {
            _partition.Accept(Record());
        }

        var accepting = Task.Run(() => patient.AfterAccept(_consumer, _partition, [_partition]));
        for (var i = 0; i < 10; i++)
        {
            _partition.Memory.Release(0, 1, tracked: 0);
        }

        await accepting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AfterAccept_WhileAnotherStarves_WaitsATenthOfASecondInAll(bool starves)
    {
        // Each wait lasts 60 ms by this clock.
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(60));
        var patient = new PartitionPauser(clock, waitMax: TimeSpan.FromSeconds(30));
        using var other = CreatePartition();
        other.LogEnd = starves ? 1_000 : 0;
        await AcceptWithRoomComingAsync(patient, clock, other);
        await AcceptWithRoomComingAsync(patient, clock, other);
        Assert.Empty(Calls);

        if (starves)
        {
            Fill();
            await Task.Run(() => patient.AfterAccept(_consumer, _partition, [_partition, other])).WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(["Pause"], Calls);
        }
        else
        {
            await AcceptWithRoomComingAsync(patient, clock, other);
            Assert.Empty(Calls);
        }
    }

    [Fact]
    public async Task AfterAccept_WhileAnotherStarves_WaitsAgainInTheNextSecond()
    {
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(60));
        var patient = new PartitionPauser(clock, waitMax: TimeSpan.FromSeconds(30));
        using var other = CreatePartition();
        other.LogEnd = 1_000;
        await AcceptWithRoomComingAsync(patient, clock, other);
        await AcceptWithRoomComingAsync(patient, clock, other);

        clock.Advance(TimeSpan.FromSeconds(2));
        await AcceptWithRoomComingAsync(patient, clock, other);

        Assert.Empty(Calls);
    }

    [Fact]
    public void Resume_HappensAtAQuarterAndNotBeforeASecond()
    {
        Read(100);
        _partition.Memory.Release(0, 80, tracked: 0);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Resume();
        Assert.Equal(["Pause"], Calls);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Resume();

        Assert.Equal(["Pause", "Resume"], Calls);
        Assert.False(_partition.IsPaused);
    }

    [Fact]
    public void Resume_WhileMoreIsLeftAndItDrains_Waits()
    {
        Read(100);

        for (var second = 0; second < 7; second++)
        {
            _partition.Memory.Release(0, 10, tracked: 0);
            _time.Advance(TimeSpan.FromSeconds(1));
            Resume();
        }

        Assert.Equal(["Pause"], Calls);
    }

    [Fact]
    public void Resume_WhenWhatIsLeftDoesNotDrain_HappensAfterASecondIfThereIsRoom()
    {
        Read(100);
        _time.Advance(TimeSpan.FromSeconds(5));
        Resume();
        Assert.Equal(["Pause"], Calls);

        // An entity that hangs keeps 60; the others are done.
        _partition.Memory.Release(0, 40, tracked: 0);
        _time.Advance(TimeSpan.FromSeconds(1));
        Resume();
        Assert.Equal(["Pause"], Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        Resume();

        Assert.Equal(["Pause", "Resume"], Calls);
    }

    private void Read(int records)
    {
        for (var i = 0; i < records; i++)
        {
            _partition.Accept(Record());
            _pauser.AfterAccept(_consumer, _partition, [_partition]);
        }
    }

    private async Task AcceptWithRoomComingAsync(PartitionPauser pauser, SteppingClock clock, AssignedPartition other)
    {
        Fill();
        var looks = clock.Looks;
        var accepting = Task.Run(() => pauser.AfterAccept(_consumer, _partition, [_partition, other]));
        // It has seen that the partition is full, and waits or is about to.
        await Eventually.Async(() => clock.Looks >= looks + 2, () => $"{clock.Looks - looks} looks at the clock");
        _partition.Memory.Release(0, _partition.Memory.Records, tracked: 0);
        await accepting.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private void Fill()
    {
        while (!_partition.Memory.IsFull)
        {
            _partition.Accept(Record());
        }
    }

    private KafkaRecord Record() => new() { Position = new RecordPosition("t", Guid.Empty, 0, _next++, -1), Timestamp = DateTimeOffset.UnixEpoch };

    private void Resume() => _pauser.Resume(_consumer, [_partition]);

    private AssignedPartition CreatePartition()
    {
        var options = new KafkaStreamOptions { PartitionRecordsMax = 100 };
        var metrics = new KafkaMetrics(_services.GetRequiredService<IMeterFactory>());
        return new AssignedPartition("t", 0, Guid.Empty, 0, new KafkaTopicRoute("t", static e => e.Key, static (_, _) => null!, null), new DeliveryServices(
            "g", null!, null!, null!, DispatchLimits.Of(options), metrics, _time, NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(options),
            Judge = TestJudge.Of(_time),
            PermanentFailure = FailurePolicy.DeadLetter,
        });
    }

    /// <summary>Goes on by one step with each look. Thread-safe.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _now;
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _looks);
            return Interlocked.Add(ref _now, step.Ticks);
        }

        public void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
    }

    /// <summary>Notes which methods are called.</summary>
    public class RecordingConsumer : DispatchProxy
    {
        public List<string> Calls { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls.Add(targetMethod!.Name);
            return null;
        }
    }
}
