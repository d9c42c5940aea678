using Npgsql;
using Platform.Persistence.GroupCommit;

namespace Platform.Persistence.Postgres;

/// <summary>Makes the source of connections, and sets them up so that a commit is durable and every plan goes by key. Thread-safe.</summary>
internal static class PostgresDatabase
{
    // Planned once, as the arrays' sizes don't matter: each row is found through the primary key. On a small or never analyzed table
    // the planner would rather read all of it, or remember what it found though no key comes twice (enable_memoize: not in version 13).
    // A transaction whose client vanished gives its locks back.
    private const string Setup = """
        SET plan_cache_mode = force_generic_plan;
        SET jit = off;
        SELECT set_config(name, 'off', false) FROM pg_settings
        WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material', 'enable_memoize');
        SELECT set_config('idle_in_transaction_session_timeout', @idle, false),
            CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
        """;

    // In addition to those that write, read and query what is parked: one for probes.
    private const int ProbesAtOnceMax = 1;

    public static NpgsqlDataSource Connect(PostgresStorageOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(options.ConnectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName ??= "Platform";
        settings.Enlist = false;
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = options.WritesAtOnceMax + options.ReadsAtOnceMax + GroupCommitDatabase.QueriesAtOnceMax + ProbesAtOnceMax;
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            // Of several servers the one that takes writes.
            settings.TargetSessionAttributes ??= "primary";
        }

        settings.Timeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds);
        settings.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);

        // A second for the server to stop the statement, then the connection is closed. Nothing of a session is changed later on, so
        // nothing is reset between two uses.
        settings.CancellationTimeout = 1_000;
        settings.NoResetOnClose = true;
        builder.UsePhysicalConnectionInitializer(connection => SetUp(connection, options), connection => SetUpAsync(connection, options));
        options.DataSourceBuilding?.Invoke(builder);
        return builder.Build();
    }

    private static void SetUp(NpgsqlConnection connection, PostgresStorageOptions options)
    {
        using var command = SetupCommand(connection, options);
        command.ExecuteNonQuery();
    }

    private static async Task SetUpAsync(NpgsqlConnection connection, PostgresStorageOptions options)
    {
        await using var command = SetupCommand(connection, options);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand SetupCommand(NpgsqlConnection connection, PostgresStorageOptions options)
    {
        var command = new NpgsqlCommand(Setup, connection);
        command.Parameters.AddWithValue("idle", $"{(long)(2 * options.CommandTimeout).TotalMilliseconds}ms");
        return command;
    }
}
