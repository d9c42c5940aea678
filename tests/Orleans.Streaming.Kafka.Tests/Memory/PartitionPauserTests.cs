using System.Diagnostics.Metrics;
using System.Reflection;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

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
            Classifier = new FailureClassifier(),
            PermanentFailure = PermanentFailurePolicy.DeadLetter,
            Outage = new OutageGuard(1),
        });
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
