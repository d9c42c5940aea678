using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Sqlite;

/// <summary>Removes rows that expire.</summary>
internal static class ExpiringRows
{
    // As on PostgreSQL.
    private const string AreNext = $"grain_type = '{IExpiringRowStorage.GrainType}' AND service_id = $service AND grain_key > $after";

    private const string FindLast = $"SELECT grain_key FROM grain_state WHERE {AreNext} ORDER BY grain_key LIMIT 1 OFFSET $limit - 1";
    private const string Remove = $"DELETE FROM grain_state WHERE {AreNext} AND ($last IS NULL OR grain_key <= $last) AND modified_at < $before";

    /// <summary>In a transaction of its own.</summary>
    public static ExpiredRows RemoveExpired(SqliteConnection connection, string serviceId, byte[]? afterKey, int limit, DateTimeOffset writtenBefore)
    {
        using var find = connection.Statement(FindLast).With("$service", serviceId).With("$after", afterKey ?? []).With("$limit", limit);
        var last = find.ExecuteScalar() as byte[];
        using var remove = connection.Statement(Remove).With("$service", serviceId).With("$after", afterKey ?? []).With("$last", last).With("$before", writtenBefore.ToUnixTimeMilliseconds());
        return new ExpiredRows(remove.ExecuteNonQuery(), last);
    }
}
