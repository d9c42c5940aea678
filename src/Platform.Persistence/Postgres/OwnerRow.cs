using Npgsql;
using Platform.Persistence.Ownership;

namespace Platform.Persistence.Postgres;

/// <summary>The row that says whose the database is.</summary>
internal static class OwnerRow
{
    /// <summary>Records the owner where there is none, or compares. Of silos that start at once, one waits for the other.</summary>
    /// <exception cref="PersistenceException">The database is another cluster's.</exception>
    public static async Task ClaimAsync(NpgsqlDataSource database, OwnerClaim claim, string description)
    {
        await using var connection = await database.OpenConnectionAsync();
        if (!claim.MustBeRecorded(await ReadAsync(connection), description))
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = connection.Statement("LOCK TABLE database_owner IN EXCLUSIVE MODE");
        await hold.ExecuteNonQueryAsync();
        if (claim.MustBeRecorded(await ReadAsync(connection), description))
        {
            await using var write = connection.Statement("""
                INSERT INTO database_owner (service_id, cluster_id) VALUES (@service, @cluster)
                ON CONFLICT (is_only_row) DO UPDATE SET service_id = excluded.service_id, cluster_id = excluded.cluster_id
                """);
            write.Parameters.AddWithValue("service", claim.Owner.ServiceId);
            write.Parameters.AddWithValue("cluster", claim.Owner.ClusterId);
            await write.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    private static async Task<DatabaseOwner?> ReadAsync(NpgsqlConnection connection)
    {
        await using var read = connection.Statement("SELECT service_id, cluster_id FROM database_owner");
        await using var rows = await read.ExecuteReaderAsync();
        return await rows.ReadAsync() ? new DatabaseOwner(rows.GetString(0), rows.GetString(1)) : null;
    }
}
