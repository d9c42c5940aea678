using global::Wolverine;
using global::Wolverine.RDBMS;
using global::Wolverine.Runtime;
using Npgsql;
using Peers.Orders;

namespace Peers.Wolverine;

/// <summary>One transaction: the order, its output in the outbox, the event marked as handled; as Wolverine's middleware for EF Core does it.</summary>
public static class OrderHandler
{
    public static async Task Handle(OrderEvent e, MessageContext context, NpgsqlDataSource source, CancellationToken stop)
    {
        context.TryFindMessageDatabase(out var messages);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await context.EnlistInOutboxAsync(new DatabaseEnvelopeTransaction(messages!, transaction));
        var order = await LoadAsync(connection, e.Payload.OrderId, stop);
        if (order.Apply(e))
        {
            await StoreAsync(connection, e.Payload.OrderId, order, stop);
            if (e.HasOutput)
            {
                // The mapper of raw JSON takes the record's key from the group id.
                var output = OrderActivity.Of(order, e);
                await context.PublishAsync(output, new DeliveryOptions { GroupId = output.Key, PartitionKey = output.Key });
            }
        }

        var keepUntil = TimeProvider.System.GetUtcNow() + context.Runtime.Options.Durability.KeepAfterMessageHandling;
        await messages!.MarkIncomingEnvelopeAsHandledInTransactionAsync(connection, transaction, context.Envelope!, keepUntil, stop);
        context.Envelope!.Status = EnvelopeStatus.Handled;
        await transaction.CommitAsync(stop);
        await context.FlushOutgoingMessagesAsync();
    }

    // Under a lock: two events of an order may be under way at once, as topics are read apart, and the first finds no row to lock.
    private static async Task<Order> LoadAsync(NpgsqlConnection connection, string id, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))") { Parameters = { new() { Value = id } } },
                new NpgsqlBatchCommand($"SELECT {OrderTable.Columns} FROM orders WHERE order_id = $1") { Parameters = { new() { Value = id } } },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(stop);
        await rows.NextResultAsync(stop);
        return await rows.ReadAsync(stop) ? OrderTable.Read(rows) : new Order();
    }

    private static async Task StoreAsync(NpgsqlConnection connection, string id, Order order, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7) {OrderTable.OnConflict}", connection);
        object?[] values = [id, order.UserId, order.Status, order.Amount, order.Paid, order.Events, OrderTable.RecentBytes(order)];
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value ?? DBNull.Value }).ToArray());
        await command.ExecuteNonQueryAsync(stop);
    }
}
