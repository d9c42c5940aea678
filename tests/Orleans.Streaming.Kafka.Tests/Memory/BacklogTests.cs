using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Memory;

/// <summary>
/// A backlog of 2,000,000 records (times the scale) and a handler that hangs for one key, on a real broker of its own; alone, since
/// it looks at the whole process.
/// </summary>
[Collection(AloneGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class BacklogTests(RealBrokerFixture fixture) : IClassFixture<RealBrokerFixture>
{
    private const int Partitions = 6;
    private const int Keys = 2_000;
    private const string Hung = "hung";
    private const long MemoryMax = 96L << 20;

    // A silo without records: its tables, and the activations of the keys.
    private const long SiloBytes = 24L << 20;

    private const long IdleOffsetsMax = 4_096;

    private static readonly int Records = TestScale.Of(2_000_000);

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Backlog_WithAHandlerThatHangs_StaysWithinTheMemoryLimitAndTheOthersGoOn()
    {
        var broker = fixture.Broker;
        await broker.CreateTopicAsync(_topic, Partitions);
        await broker.CreateTopicAsync(_topic + ".dlq", Partitions);
        var hungRecords = await ProduceBacklogAsync();
        var everybody = new TaskCompletionSource();
        var decision = new TaskCompletionSource();
        var entered = 0;
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        // From the first record on: what the hung key was given before would never come again.
        var probe = new Probe
        {
            KeepsEvents = false,
            BeforeAsync = async (key, _) =>
            {
                Interlocked.Increment(ref entered);
                await everybody.Task;
                if (key == Hung)
                {
                    await decision.Task;
                }
            },
        };
        await using var silo = await KafkaSilo.StartAsync(
            broker,
            _group,
            [],
            Configure,
            kafka => kafka
                .ConfigureProducer(producer => producer.QueueBytesMax = 8 << 20)
                .Topic(_topic, t => t.DeliverTo<IProbeGrain>()),
            probe: probe);
        var memory = silo.Services.GetRequiredKeyedService<KafkaConsumerGroup>(KafkaSilo.Provider).Services.Delivery.Memory;
        await using var watch = new MemoryWatch(memory);

        // All hang: the buffers fill as far as they ever will.
        await AwaitSteadyAsync(memory);
        var heapFull = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        var counted = memory.Bytes - memory.Reserved;
        everybody.SetResult();
        await Eventually.Async(() => silo.Probe.Count == Records - hungRecords, () => $"{silo.Probe.Count} of {Records - hungRecords} delivered, {memory.Records} held", seconds: 300);
        var hungPartition = Murmur2.PartitionOf(Encoding.UTF8.GetBytes(Hung), Partitions);
        var offsets = await AwaitCommittedAsync(sum: null, hungPartition);

        Assert.True(memory.Records >= hungRecords);
        Assert.Equal(0, offsets[hungPartition]);
        Assert.True(watch.BytesMost <= MemoryMax, $"{watch.BytesMost:N0} bytes were held, of {MemoryMax:N0}.");
        Assert.True(heapFull <= counted + SiloBytes, $"The heap grew by {heapFull:N0}; the records in it are counted with {counted:N0}.");
        Assert.True(entered > 0);
        decision.SetException(new FormatException("decided: it will never be taken"));
        await AwaitCommittedAsync(Records, hungPartition);
        Assert.Equal(hungRecords, GroupReader.ReadAll(broker, _topic + ".dlq", hungRecords).Count);
        Assert.Equal(0, memory.Records);
        // All that is left is the room for offsets that idle partitions keep.
        var kept = silo.Group.Assignment.Partitions.Select(partition => partition.Memory.TrackedBytes).ToList();
        Assert.Equal(kept.Sum(), memory.Bytes - memory.Reserved);
        Assert.All(kept, bytes => Assert.InRange(bytes, 0, IdleOffsetsMax * RecordCost.PerTrackedOffset));
    }

    private static void Configure(KafkaStreamOptions options)
    {
        options.MemoryBytesMax = MemoryMax;
        options.PrefetchBytesMax = 8 << 20;
    }

    private static async Task AwaitSteadyAsync(MemoryBudget memory)
    {
        long before = -1;
        for (var still = 0; still < 20;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            still = memory.Records > 0 && memory.Records == before ? still + 1 : 0;
            before = memory.Records;
        }
    }

    // The key that will hang comes first in its partition, so that everything of it lies above.
    private async Task<int> ProduceBacklogAsync()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddKafkaProducer("backlog", o => o.Connection = new KafkaConnection { BootstrapServers = fixture.Broker.BootstrapServers })
            .BuildServiceProvider();
        var producer = services.GetRequiredKeyedService<IKafkaProducer>("backlog");
        var value = new byte[300];
        new Random(1).NextBytes(value);
        var hung = 0;
        foreach (var chunk in Enumerable.Range(0, Records).Chunk(10_000))
        {
            var messages = new List<KafkaMessage>(chunk.Length);
            foreach (var i in chunk)
            {
                var isHung = i % Keys == 0;
                hung += isHung ? 1 : 0;
                messages.Add(new KafkaMessage { Topic = _topic, Key = Encoding.UTF8.GetBytes(isHung ? Hung : $"e{i % Keys}"), Value = value });
            }

            Assert.All(await producer.SendManyAsync(messages), r => Assert.Null(r.Error));
        }

        return hung;
    }

    /// <summary>Waits until the given sum is committed, or all partitions but one stand at their ends.</summary>
    private async Task<long?[]> AwaitCommittedAsync(long? sum, int hungPartition)
    {
        var ends = GroupReader.Ends(fixture.Broker, _topic, Partitions);
        long?[] found = [];
        for (var i = 0; i < 300; i++)
        {
            found = await GroupReader.CommittedAsync(fixture.Broker, _group, _topic, Partitions);
            if (sum is null ? !found.Where((o, p) => p != hungPartition && o != ends[p]).Any() : found.Sum() == sum)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail($"Committed: {string.Join(", ", found)}; ends: {string.Join(", ", ends)}");
        return found;
    }
}
