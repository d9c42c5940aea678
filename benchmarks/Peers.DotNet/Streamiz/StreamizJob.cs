using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Peers.Orders;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Processors.Public;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.State;
using Streamiz.Kafka.Net.Stream;

namespace Peers.Streamiz;

/// <summary>The order job on Streamiz, exactly once, with RocksDB: the twin of the one on Kafka Streams.</summary>
internal static class StreamizJob
{
    private const string Store = "orders";

    public static async Task RunAsync(string bootstrap, string applicationId, string folder)
    {
        using var logging = LoggerFactory.Create(log => log.SetMinimumLevel(LogLevel.Warning).AddConsole());
        using var streams = new KafkaStream(Topology(), new StreamConfig<StringSerDes, ByteArraySerDes>
        {
            ApplicationId = applicationId,
            BootstrapServers = bootstrap,
            Guarantee = ProcessingGuarantee.EXACTLY_ONCE,
            NumStreamThreads = Environment.ProcessorCount,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            CompressionType = CompressionType.Lz4,
            StateDir = folder,
            Logger = logging,
            InnerExceptionHandler = e =>
            {
                Console.Error.WriteLine(e);
                Environment.Exit(1);
                return ExceptionHandlerResponse.FAIL;
            },
        });
        await streams.StartAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private static Topology Topology()
    {
        var orders = TransformerBuilder.New<string, OrderEvent, string, OrderActivity>()
            .Transformer<Transformer>()
            .StateStore(Stores.KeyValueStoreBuilder(Stores.PersistentKeyValueStore(Store), new StringSerDes(), new JsonSerDes<Order>(OrderJson.Default.Order)))
            .Build();
        var builder = new StreamBuilder();
        OrderTopics.Inputs
            .Select(topic => builder.Stream(topic, new StringSerDes(), new JsonSerDes<OrderEvent>(OrderJson.Default.OrderEvent)))
            .Aggregate((merged, stream) => merged.Merge(stream))
            .Transform(orders)
            .To(OrderTopics.Output, new StringSerDes(), new JsonSerDes<OrderActivity>(OrderJson.Default.OrderActivity));
        return builder.Build();
    }

    private sealed class Transformer : ITransformer<string, OrderEvent, string, OrderActivity>
    {
        private IKeyValueStore<string, Order> _store = null!;

        public void Init(ProcessorContext<string, OrderActivity> context) => _store = (IKeyValueStore<string, Order>)context.GetStateStore(Store);

        public Record<string, OrderActivity>? Process(Record<string, OrderEvent> record)
        {
            var order = _store.Get(record.Key) ?? new Order();
            if (!order.Apply(record.Value))
            {
                return null;
            }

            _store.Put(record.Key, order);
            if (!record.Value.HasOutput)
            {
                return null;
            }

            var output = OrderActivity.Of(order, record.Value);
            return Record<string, OrderActivity>.Create(output.Key, output, record.Headers);
        }

        public void Close()
        {
        }
    }

    private sealed class JsonSerDes<T>(JsonTypeInfo<T> type) : AbstractSerDes<T>
        where T : class
    {
        public override T Deserialize(byte[] data, SerializationContext context) => data is null ? null! : JsonSerializer.Deserialize(data, type)!;

        public override byte[] Serialize(T data, SerializationContext context) => data is null ? null! : JsonSerializer.SerializeToUtf8Bytes(data, type);
    }
}
