using System.Text.Json;
using Confluent.Kafka;
using Npgsql;
using Peers.Orders;

namespace Peers.ByHand;

/// <summary>
/// Polls a batch, applies it and writes orders and offsets in one transaction, which commits once the outputs are acknowledged: a crash in
/// between sends them again, with the same ids. One thread.
/// </summary>
internal sealed class HandwrittenWorker : IDisposable
{
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    private readonly int _batchCountMax;
    private readonly NpgsqlConnection _connection;
    private readonly OrderStore _orders;
    private readonly OffsetTable _offsets;
    private readonly OutputSender _outputs;
    private readonly IConsumer<string, OrderEvent> _consumer;
    private readonly List<ConsumeResult<string, OrderEvent>> _batch = [];

    public HandwrittenWorker(string bootstrap, string group, NpgsqlDataSource source, int batchCountMax)
    {
        _batchCountMax = batchCountMax;
        _connection = source.OpenConnection();
        _orders = new OrderStore(_connection);
        _offsets = new OffsetTable(_connection);
        _outputs = new OutputSender(bootstrap, batchCountMax);
        _consumer = new ConsumerBuilder<string, OrderEvent>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            ConsumeResultFields = "topic", // the envelope repeats the headers
        })
            .SetValueDeserializer(new EventDeserializer())
            .SetPartitionsAssignedHandler((_, partitions) => _offsets.Positions(partitions))

            // What was polled and is not committed belongs to the next owner, which reads it again.
            .SetPartitionsRevokedHandler((_, _) => _batch.Clear())
            .SetPartitionsLostHandler((_, _) => _batch.Clear())
            .Build();
        _consumer.Subscribe(OrderTopics.Inputs);
    }

    public void DoBatch()
    {
        Poll();
        if (_batch.Count == 0)
        {
            return;
        }

        using var transaction = _connection.BeginTransaction();
        var changed = Apply(_orders.Read(_batch.Select(record => record.Message.Key).Distinct()));
        var offsets = _offsets.Advance(_batch);
        using (var both = new NpgsqlBatch(_connection) { BatchCommands = { OrderStore.Upsert(changed), offsets } })
        {
            both.ExecuteNonQuery();
        }

        _offsets.ThrowIfNotOwner(offsets);
        _outputs.WaitForAll();
        transaction.Commit();
    }

    public void Dispose()
    {
        _consumer.Dispose();
        _outputs.Dispose();
        _connection.Dispose();
    }

    private void Poll()
    {
        _batch.Clear();
        var began = TimeProvider.System.GetTimestamp();
        for (var left = BatchTime; _batch.Count < _batchCountMax && left >= TimeSpan.Zero; left = BatchTime - TimeProvider.System.GetElapsedTime(began))
        {
            if (_consumer.Consume(left) is { } record)
            {
                _batch.Add(record);
            }
        }
    }

    private Dictionary<string, Order> Apply(Dictionary<string, Order> orders)
    {
        var changed = new Dictionary<string, Order>();
        foreach (var (id, e) in _batch.Select(record => (record.Message.Key, record.Message.Value)))
        {
            if (!orders.TryGetValue(id, out var order))
            {
                orders.Add(id, order = new Order());
            }

            if (order.Apply(e))
            {
                changed[id] = order;
                if (e.HasOutput)
                {
                    _outputs.Send(OrderActivity.Of(order, e));
                }
            }
        }

        return changed;
    }

    private sealed class EventDeserializer : IDeserializer<OrderEvent>
    {
        public OrderEvent Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => JsonSerializer.Deserialize(data, OrderJson.Default.OrderEvent)!;
    }
}
