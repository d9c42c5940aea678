using Npgsql;

namespace Platform.Persistence.Postgres;

/// <summary>Brings tables from any older version to the newest, in one transaction. Thread-safe.</summary>
/// <param name="versionTable">The table that holds the version.</param>
/// <param name="upgradeLock">An advisory lock's number: the same in every process that upgrades these tables, and of no other use.</param>
/// <param name="steps">What leads from each version to the next.</param>
/// <param name="readableBy">The oldest version that a build must know to work with the newest: the steps behind it only add what it need not know.</param>
internal sealed class SchemaUpgrade(string versionTable, long upgradeLock, string[] steps, int readableBy)
{
    // From the catalog's rows: to_regclass may read a cache of names, which in a session that used it before doesn't know
    // what another process has created since.
    private string IsThere => $"SELECT EXISTS (SELECT FROM pg_class WHERE relname = '{versionTable}' AND pg_table_is_visible(oid))";

    // The tables of the first builds lack the column.
    private string ReadableByOfDatabase => $"SELECT (to_jsonb(v) ->> 'readable_by')::integer FROM {versionTable} AS v";

    /// <summary>Creates or upgrades the tables; changes nothing where they are up to date. Safe while other processes do the same.</summary>
    /// <exception cref="PersistenceException">The database was upgraded by a newer build.</exception>
    public async Task EnsureAsync(NpgsqlDataSource database, string description)
    {
        await using var connection = await database.OpenConnectionAsync();
        if (await VersionOfAsync(connection, description) == steps.Length)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync();

        // Of two processes one waits here until the other's transaction ends, and then finds the work done.
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({upgradeLock})");
        for (var step = await VersionOfAsync(connection, description); step < steps.Length; step++)
        {
            await ExecuteAsync(connection, steps[step]);
        }

        await ExecuteAsync(connection, $"""
            CREATE TABLE IF NOT EXISTS {versionTable} (version integer NOT NULL);
            ALTER TABLE {versionTable} ADD COLUMN IF NOT EXISTS readable_by integer;
            DELETE FROM {versionTable};
            INSERT INTO {versionTable} (version, readable_by) VALUES ({steps.Length}, {readableBy})
            """);
        await transaction.CommitAsync();
    }

    private async Task<int> VersionOfAsync(NpgsqlConnection connection, string description)
    {
        if (await ScalarAsync(connection, IsThere) is not true)
        {
            return 0;
        }

        var version = await ScalarAsync(connection, $"SELECT version FROM {versionTable}") as int? ?? 0;
        if (version > steps.Length && await ScalarAsync(connection, ReadableByOfDatabase) is int needed && needed <= steps.Length)
        {
            // A newer build has only added what this one need not know.
            return steps.Length;
        }

        return version <= steps.Length
            ? version
            : throw new PersistenceException(
                $"The {description} has schema version {version}; this build knows versions up to {steps.Length}. Start a newer build, or name another database.",
                isTransient: false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql) => await ScalarAsync(connection, sql);

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.Statement(sql);
        return await command.ExecuteScalarAsync();
    }
}
