using Npgsql;
using Peers.Orders;

namespace Peers.ByHand;

/// <summary>Reads and writes many orders in one statement each. One thread.</summary>
internal sealed class OrderStore(NpgsqlConnection connection)
{
    public Dictionary<string, Order> Read(IEnumerable<string> ids)
    {
        var orders = new Dictionary<string, Order>();
        using var command = new NpgsqlCommand($"SELECT {OrderTable.Columns} FROM orders WHERE order_id = ANY($1)", connection) { Parameters = { Column.Of(ids) } };
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            orders.Add(rows.GetString(0), OrderTable.Read(rows));
        }

        return orders;
    }

    public static NpgsqlBatchCommand Upsert(Dictionary<string, Order> changed)
    {
        var orders = changed.Values;
        return new NpgsqlBatchCommand($"INSERT INTO orders SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) {OrderTable.OnConflict}")
        {
            Parameters =
            {
                Column.Of(changed.Keys), Column.Of(orders.Select(o => o.UserId)), Column.Of(orders.Select(o => o.Status)), Column.Of(orders.Select(o => o.Amount)),
                Column.Of(orders.Select(o => o.Paid)), Column.Of(orders.Select(o => o.Events)), Column.Of(orders.Select(OrderTable.RecentBytes)),
            },
        };
    }
}
