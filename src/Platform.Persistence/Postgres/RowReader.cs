using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Finds rows by their keys, with one statement. Owned by one batch.</summary>
internal sealed class RowReader(NpgsqlConnection connection, string serviceId)
{
    /// <summary>All rows as of one moment, in the order of the keys; null where there is none.</summary>
    public async Task<StoredRow?[]> ReadAsync(RowKey[] keys)
    {
        await using var command = connection.Statement(RowStatements.Find);
        command.Parameters.AddKeys(serviceId, keys);
        await command.PrepareAsync();
        await using var found = await command.ExecuteReaderAsync();
        var rows = new StoredRow?[keys.Length];
        while (await found.ReadAsync())
        {
            rows[found.GetInt64(0) - 1] = new StoredRow(
                found.GetGuid(1), checked((byte)found.GetInt16(2)), found.IsDBNull(3) ? null : found.GetFieldValue<byte[]>(3));
        }

        return rows;
    }
}
