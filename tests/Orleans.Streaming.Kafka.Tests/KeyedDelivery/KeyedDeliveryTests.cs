using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>One partition's records on their way to receivers, without a broker or a silo.</summary>
public sealed class KeyedDeliveryTests : IDisposable
{
    private const int Partitions = 12;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private readonly FakeTimeProvider _time = new();
    private readonly Receiver _receiver = new();
    private readonly Letters _letters = new();
    private long _next;

    public KeyedDeliveryTests() => _meters = _services.GetRequiredService<IMeterFactory>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Key_ThatIsNoUtf8_WhereTheContentNamesTheEntity_PlaysNoPart()
    {
        using var partition = Create(entityOf: static e => Encoding.UTF8.GetString((byte[])e.Value));

        Deliver(partition, ([0xFF, 0xFE], "e1"u8.ToArray()), ("k"u8.ToArray(), "e2"u8.ToArray()));

        await Eventually.Async(() => partition.Committable == 2, () => $"{partition.Committable}");
        Assert.Equal([("e1", null), ("e2", "k")], _receiver.Received.OrderBy(r => r.Entity, StringComparer.Ordinal).Select(r => (r.Entity, r.Event.Key)));
        Assert.Empty(_letters.Written);
    }

    [Fact]
    public async Task Key_ThatIsNoUtf8_WhereItNamesTheEntity_IsADeadLetter()
    {
        using var partition = Create(entityOf: null);

        Deliver(partition, ([0xFF, 0xFE], "v"u8.ToArray()));

        await Eventually.Async(() => partition.Committable == 1, () => $"{partition.Committable}");
        Assert.Equal("bad-key", Assert.Single(_letters.Written).ErrorType);
    }

    [Fact]
    public async Task Call_ThatHasNoAnswer_IsMadeAgain()
    {
        var hung = new TaskCompletionSource();
        _receiver.BeforeAsync = (_, _) => _receiver.Entered.Count == 1 ? hung.Task : Task.CompletedTask;
        using var partition = Create(entityOf: null);
        Deliver(partition, ("hung"u8.ToArray(), [1]));
        await Eventually.Async(() => _receiver.Entered.Count == 1, () => $"{_receiver.Entered.Count} calls");

        _time.Advance(new KafkaStreamOptions().CallTimeout);

        await Eventually.Async(() => partition.Committable == 1, () => $"{partition.Committable}");
        Assert.Equal(["hung", "hung"], _receiver.Entered);
        hung.SetResult();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_WhoseKeyPromisesNoOrder_AreCounted(bool isNamedByKey)
    {
        var counted = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == _meters && instrument.Name is "kafka.messages.keyless" or "kafka.messages.misplaced")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counted.AddOrUpdate($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}", value, (_, sum) => sum + value));
        listener.Start();
        var right = Enumerable.Range(0, 1_000).Select(i => Encoding.UTF8.GetBytes($"k{i}")).First(k => Murmur2.PartitionOf(k, Partitions) == 3);
        var wrong = Enumerable.Range(0, 1_000).Select(i => Encoding.UTF8.GetBytes($"k{i}")).First(k => Murmur2.PartitionOf(k, Partitions) != 3);
        using var partition = Create(isNamedByKey ? static e => e.Key ?? "keyless" : static _ => "e", isNamedByKey);

        Deliver(partition, (right, [1]), (null, [2]), (wrong, [3]), (null, [4]), (null, [5]), (wrong, [6]), (right, [7]));

        await Eventually.Async(() => partition.Committable == 7, () => $"{partition.Committable}");
        Assert.Equal(
            ["kafka.messages.keyless orders group 3", "kafka.messages.misplaced orders group 2"],
            counted.Select(c => $"{c.Key} {c.Value}").Order(StringComparer.Ordinal));
    }

    private AssignedPartition Create(Func<ReceivedEvent, string?>? entityOf, bool? isNamedByKey = null)
    {
        var options = new KafkaStreamOptions();
        var route = new KafkaTopicRoute("orders", entityOf ?? (static e => e.Key), (_, entity) => _receiver.Of(entity), Start: null) { IsNamedByKey = isNamedByKey ?? entityOf is null };
        return new AssignedPartition("orders", 3, Guid.Empty, 0, route, new DeliveryServices(
            "group", Grains: null!, new RawBytesDecoder(), _letters, DispatchLimits.Of(options), new KafkaMetrics(_meters), _time, NullLoggerFactory.Instance)
        {
            Memory = new MemoryBudget(options),
            Judge = TestJudge.Of(_time),
            PermanentFailure = FailurePolicy.DeadLetter,
            PartitionsOf = static _ => Partitions,
        });
    }

    private void Deliver(AssignedPartition partition, params (byte[]? Key, byte[]? Value)[] records)
    {
        partition.StartDelivery();
        foreach (var (key, value) in records)
        {
            partition.Accept(new KafkaRecord
            {
                Position = new RecordPosition("orders", Guid.Empty, 3, _next++, -1),
                Timestamp = DateTimeOffset.UnixEpoch,
                Key = key,
                Value = value,
            });
        }
    }

    /// <summary>The grains. Thread-safe.</summary>
    private sealed class Receiver
    {
        public ConcurrentQueue<string> Entered { get; } = new();

        public ConcurrentQueue<(string Entity, ReceivedEvent Event)> Received { get; } = new();

        public Func<string, EventBatch, Task> BeforeAsync { get; set; } = static (_, _) => Task.CompletedTask;

        public IEventReceiver Of(string entity) => new Entity(this, entity);

        private sealed class Entity(Receiver all, string entity) : IEventReceiver
        {
            public async ValueTask<BatchOutcome> Receive(EventBatch batch)
            {
                all.Entered.Enqueue(entity);
                await all.BeforeAsync(entity, batch);
                foreach (var received in batch.Events)
                {
                    all.Received.Enqueue((entity, received));
                }

                return BatchOutcome.Done;
            }
        }
    }

    private sealed class Letters : IDeadLetters
    {
        public ConcurrentQueue<DeadLetterReason> Written { get; } = new();

        public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
        {
            Written.Enqueue(reason);
            return Task.CompletedTask;
        }
    }
}
