using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Platform.Persistence;

/// <summary>The settings of a grain storage in a PostgreSQL database (13 or later).</summary>
public sealed class PostgresStorageOptions : GroupCommitStorageOptions
{
    /// <summary>Starts with more patience than an embedded database needs: a restart or a failover takes seconds.</summary>
    public PostgresStorageOptions() => RetryCountMax = 12;

    /// <summary>
    /// Names the server and the database in Npgsql's form, for example <c>Host=db;Database=platform;Username=platform;Password=…</c>.
    /// The database must exist; its tables are created in the first schema of the search path and upgraded at start. Pool sizes and
    /// timeouts in it are replaced by what is set here. Required; never logged or shown, it may hold a password.
    /// </summary>
    [Redact]
    public string ConnectionString { get; set; } = "";

    /// <summary>How many transactions that write may be under way at once, each on a connection of its own. Default 2: one fills while the other waits for the disk.</summary>
    [Range(1, 16)]
    public int WritesAtOnceMax { get; set; } = 2;

    /// <summary>How many statements that read may be under way at once, each on a connection of its own. Default 1.</summary>
    [Range(1, 16)]
    public int ReadsAtOnceMax { get; set; } = 1;

    /// <summary>How long a connection may take to open. Whole seconds; default 5.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement or a commit may take before its connection is given up. Whole seconds; default 10.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes the data source before it is built; for tests that need a connection in trouble.</summary>
    internal Action<NpgsqlDataSourceBuilder>? DataSourceBuilding { get; set; }
}
