using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Finds a row by its key. Owned by its connection's thread.</summary>
internal sealed class RowQuery(SqliteConnection connection, string serviceId) : IDisposable
{
    private readonly RowCommand _command = new(
        connection, serviceId, $"SELECT etag, format, payload FROM grain_state WHERE {RowCommand.IsRow}");

    public StoredRow? Find(RowKey key)
    {
        _command.Bind(key);
        using var row = _command.Query();
        return row.Read()
            ? new StoredRow(new Guid(row.GetFieldValue<byte[]>(0)), checked((byte)row.GetInt64(1)), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2))
            : null;
    }

    public void Dispose() => _command.Dispose();
}
