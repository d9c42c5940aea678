using System.Runtime.InteropServices;
using Npgsql;

namespace Peers.Orders;

/// <summary>The table in which the peers with PostgreSQL keep orders; the recent ids as 16 bytes each.</summary>
internal static class OrderTable
{
    public const string Columns = "order_id, user_id, status, amount, paid, events, recent";

    public const string Create = """
        CREATE TABLE orders (
            order_id text PRIMARY KEY, user_id text, status text, amount numeric NOT NULL, paid numeric NOT NULL, events bigint NOT NULL, recent bytea NOT NULL
        ) WITH (fillfactor = 80)
        """;

    public const string OnConflict = """
        ON CONFLICT (order_id) DO UPDATE SET user_id = excluded.user_id, status = excluded.status, amount = excluded.amount,
            paid = excluded.paid, events = excluded.events, recent = excluded.recent
        """;

    public static Order Read(NpgsqlDataReader rows) => new()
    {
        UserId = rows.IsDBNull(1) ? null : rows.GetString(1),
        Status = rows.IsDBNull(2) ? null : rows.GetString(2),
        Amount = rows.GetDecimal(3),
        Paid = rows.GetDecimal(4),
        Events = rows.GetInt64(5),
        Recent = [.. MemoryMarshal.Cast<byte, Guid>(rows.GetFieldValue<byte[]>(6))],
    };

    public static byte[] RecentBytes(Order order) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(order.Recent)).ToArray();
}
