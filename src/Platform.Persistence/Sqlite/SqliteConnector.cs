using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Sqlite;

/// <summary>Opens connections with the settings that make a commit durable and let reads go on meanwhile. Thread-safe.</summary>
internal sealed class SqliteConnector
{
    // 16 MiB of log before it is copied into the database: fewer, larger copies while the writer waits.
    private const int CheckpointPages = 4_000;
    private const long LogBytesKept = 64L * 1024 * 1024;
    private const int CacheKibibytes = 32 * 1024;

    private readonly SqliteStorageOptions _options;

    public SqliteConnector(SqliteStorageOptions options)
    {
        _options = options;
        Path = System.IO.Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource);
    }

    /// <summary>The database's file, absolute.</summary>
    public string Path { get; }

    public SqliteConnection OpenOrCreate() => Open(SqliteOpenMode.ReadWriteCreate);

    // Never creates: a file that vanished under a running silo must not come back empty.
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWrite);

    public SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA query_only = 1");
        return connection;
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connectionString = new SqliteConnectionStringBuilder(_options.ConnectionString)
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,

            // Seconds; the client library's own waiting on top of SQLite's busy_timeout, and 0 would mean for ever.
            DefaultTimeout = 1,
        };
        var connection = new SqliteConnection(connectionString.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {(int)_options.BusyTimeout.TotalMilliseconds}");
            SetWriteAheadLog(connection);
            connection.Execute("PRAGMA synchronous = FULL");
            connection.Execute($"PRAGMA wal_autocheckpoint = {CheckpointPages}");
            connection.Execute($"PRAGMA journal_size_limit = {LogBytesKept}");
            connection.Execute($"PRAGMA cache_size = -{CacheKibibytes}");
            _options.ConnectionOpened?.Invoke(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void SetWriteAheadLog(SqliteConnection connection)
    {
        using var command = connection.Statement("PRAGMA journal_mode = WAL");

        // SQLite returns the mode it stays in; a file system without shared memory, for one, has no WAL.
        if (command.ExecuteScalar() is not "wal")
        {
            throw new PersistenceException($"The SQLite database '{Path}' can't be put into WAL mode; use a local file system.", isTransient: false);
        }
    }
}
