using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>The connection that reads. After an exception it is to be thrown away. Owned by the reader thread.</summary>
internal sealed class SqliteReader(SqliteConnection connection, string serviceId) : IDisposable
{
    private readonly SqliteCommand _begin = connection.Statement("BEGIN");
    private readonly SqliteCommand _end = connection.Statement("COMMIT");
    private readonly RowQuery _query = new(connection, serviceId);

    /// <summary>All rows as of one moment: in WAL mode a reader sees the last commit before its transaction began, and no later one.</summary>
    public StoredRow?[] Read(IReadOnlyList<RowKey> keys)
    {
        _begin.ExecuteNonQuery();
        var rows = new StoredRow?[keys.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = _query.Find(keys[i]);
        }

        _end.ExecuteNonQuery();
        return rows;
    }

    /// <summary>The grain's parked records, or its dropped ones, by sequence.</summary>
    public IReadOnlyList<ParkedRecord> ReadParked(RowKey key, ParkedKind kind, long fromSequence, int limit) =>
        ParkedRowReader.Read(connection, serviceId, key, kind, fromSequence, limit);

    /// <summary>The grain's parked and dropped records by their place in a partition.</summary>
    public IReadOnlyList<ParkedRecord> FindParked(RowKey key, string topic, int partition, long fromOffset, long toOffset) =>
        ParkedRowReader.Find(connection, serviceId, key, topic, partition, fromOffset, toOffset);

    /// <summary>The grain's quarantine.</summary>
    public QuarantinedEntity? FindQuarantined(RowKey key) => QuarantineRowReader.Find(connection, serviceId, key);

    /// <summary>A page of the quarantined entities.</summary>
    public IReadOnlyList<QuarantinedEntity> ListQuarantined(QuarantineQuery query) => QuarantineRowReader.List(connection, serviceId, query);

    /// <summary>A group's oversized records of a partition.</summary>
    public IReadOnlyList<OversizedRecord> ReadOversized(string group, string topic, int partition, long fromOffset, int limit) =>
        OversizedRecordRows.Read(connection, serviceId, group, topic, partition, fromOffset, limit);

    /// <summary>Reads from the file.</summary>
    public void Check() => connection.ExecuteInt64("SELECT COUNT(*) FROM (SELECT 1 FROM grain_state LIMIT 1)");

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
        _query.Dispose();
        connection.Dispose();
    }
}
