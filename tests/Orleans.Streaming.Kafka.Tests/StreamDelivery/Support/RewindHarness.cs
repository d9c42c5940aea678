using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Rewinders of one provider that share slots and memory, without silo.</summary>
internal sealed class RewindHarness : IAsyncDisposable
{
    private readonly List<StreamRewinder> _rewinders = [];
    private readonly RewindConsumers _consumers;
    private readonly RewindMemory _memory;
    private readonly RewindSlots _slots;
    private readonly IKafkaBroker _broker;
    private int _opened;

    public RewindHarness(IKafkaBroker broker, int slots = 1)
    {
        _broker = broker;
        var options = new KafkaStreamOptions
        {
            Connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers },
            GroupId = "rewinds",
            FetchWait = TimeSpan.FromMilliseconds(5),
        };
        Budget = new MemoryBudget(options);
        _memory = RewindMemory.Of(options, Budget);
        _slots = new RewindSlots(slots);
        _consumers = new RewindConsumers(options, TimeProvider.System, Log.For<RewindConsumers>());
    }

    public CapturedLog Log { get; } = new();

    public MemoryBudget Budget { get; }

    /// <summary>The calls to consumers that a thread of the pool made.</summary>
    public ConcurrentQueue<string> CallsOnThePool { get; } = new();

    /// <summary>How many consumers were opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>What the opening of the n-th consumer fails with, or null.</summary>
    public Func<int, Exception?> Fail { get; set; } = static _ => null;

    public StreamRewinder Create(string topic)
    {
        var rewinder = new StreamRewinder(
            new TopicPartition(topic, 0),
            new StreamRecordReader(topic, new KafkaStreamTopicOptions(), new RawBytesDecoder()),
            Open,
            _slots,
            _memory,
            new RetrySchedule(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50)),
            TimeProvider.System,
            Log.For<StreamRewinder>())
        {
            TurnMax = TimeSpan.FromMilliseconds(50),
            RoomWaitMax = TimeSpan.FromMilliseconds(50),
        };
        _rewinders.Add(rewinder);
        return rewinder;
    }

    /// <summary>A topic of one partition whose n-th record is n, under key <c>k</c> and n modulo the number of keys.</summary>
    public async Task<string> CreateTopicAsync(int records, int keys)
    {
        var topic = $"rewind-{Guid.NewGuid():N}";
        await _broker.CreateTopicAsync(topic, 1);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _broker.BootstrapServers, LingerMs = 5 }).Build();
        var sent = Enumerable.Range(0, records).Select(i => producer.ProduceAsync(topic, new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes($"k{i % keys}"),
            Value = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)),
        })).ToList();
        await Task.WhenAll(sent);
        return topic;
    }

    public async Task ExpireAsync(string topic, long below)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, below)]);
    }

    /// <summary>Takes all that a subscriber is given, until that is all.</summary>
    public static async Task<List<int>> TakeAllAsync(RewindRequest request)
    {
        var taken = new List<int>();
        await Eventually.Async(
            () =>
            {
                // Looked at first: what came before it was complete is taken now.
                var isComplete = request.IsComplete;
                var records = request.Peek(100);
                taken.AddRange(records.Select(r => int.Parse(Encoding.UTF8.GetString(r.Record.Value!), CultureInfo.InvariantCulture)));
                request.Take(records.Count);
                return isComplete && records.Count == 0;
            },
            () => $"{taken.Count} taken");
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rewinder in _rewinders)
        {
            await rewinder.DisposeAsync();
        }

        _slots.Dispose();
        Log.Dispose();
    }

    private IConsumer<byte[]?, byte[]?> Open(TopicPartition source) =>
        Fail(Interlocked.Increment(ref _opened)) is { } error ? throw error : ThreadWitness.Of(_consumers.Open(source), CallsOnThePool);
}
