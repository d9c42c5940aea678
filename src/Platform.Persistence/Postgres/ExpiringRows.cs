using Npgsql;

namespace Platform.Persistence.Postgres;

/// <summary>Removes rows that expire.</summary>
internal static class ExpiringRows
{
    // With an index of their own: in that of the key they lie among the rows of all grains.
    private const string AreNext = $"grain_type = '{IExpiringRowStorage.GrainType}' AND service_id = $1 AND grain_key > $2";

    private const string FindLast = $"SELECT grain_key FROM grain_state WHERE {AreNext} ORDER BY grain_key OFFSET $3 - 1 LIMIT 1";

    // What another transaction has locked is just being written, or removed by another silo.
    private const string Remove = $"""
        DELETE FROM grain_state WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM grain_state WHERE {AreNext} AND ($3 IS NULL OR grain_key <= $3) AND modified_at < $4 FOR UPDATE SKIP LOCKED))
        """;

    public static async Task<ExpiredRows> RemoveAsync(NpgsqlConnection connection, string serviceId, byte[]? afterKey, int limit, DateTimeOffset writtenBefore)
    {
        await using var find = connection.Statement(FindLast);
        find.Parameters.Text(serviceId).Bytes(afterKey ?? []).Number(limit);
        var last = await find.ExecuteScalarAsync() as byte[];
        await using var remove = connection.Statement(Remove);
        remove.Parameters.Text(serviceId).Bytes(afterKey ?? []).Bytes(last).Time(writtenBefore);
        return new ExpiredRows(await remove.ExecuteNonQueryAsync(), last);
    }
}
