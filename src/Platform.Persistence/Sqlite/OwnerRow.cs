using Microsoft.Data.Sqlite;
using Platform.Persistence.Ownership;

namespace Platform.Persistence.Sqlite;

/// <summary>The row that says whose the database is.</summary>
internal static class OwnerRow
{
    /// <summary>Records the owner where there is none, or compares. Of silos that start at once, one waits for the other.</summary>
    /// <exception cref="PersistenceException">The database is another cluster's.</exception>
    public static void Claim(SqliteConnection connection, OwnerClaim claim, string description)
    {
        if (!claim.MustBeRecorded(Read(connection), description))
        {
            return;
        }

        connection.Execute("BEGIN IMMEDIATE");
        if (claim.MustBeRecorded(Read(connection), description))
        {
            using var write = connection.Statement("INSERT OR REPLACE INTO database_owner (is_only_row, service_id, cluster_id) VALUES (1, $service, $cluster)");
            write.Parameters.AddWithValue("$service", claim.Owner.ServiceId);
            write.Parameters.AddWithValue("$cluster", claim.Owner.ClusterId);
            write.ExecuteNonQuery();
        }

        connection.Execute("COMMIT");
    }

    private static DatabaseOwner? Read(SqliteConnection connection)
    {
        using var read = connection.Statement("SELECT service_id, cluster_id FROM database_owner");
        using var rows = read.ExecuteReader();
        return rows.Read() ? new DatabaseOwner(rows.GetString(0), rows.GetString(1)) : null;
    }
}
