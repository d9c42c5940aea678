using System.ComponentModel.DataAnnotations;
using Microsoft.Data.Sqlite;

namespace Platform.Persistence;

/// <summary>The settings of a grain storage in a SQLite file.</summary>
public sealed class SqliteStorageOptions : GroupCommitStorageOptions
{
    /// <summary>
    /// Names the file, for example <c>Data Source=platform.db</c>; relative paths start at the working directory. The file is
    /// created when it isn't there, its directory isn't. A database in memory is not allowed. Required; never logged, it may hold a password.
    /// </summary>
    [Redact]
    public string ConnectionString { get; set; } = "";

    /// <summary>How long a transaction waits for another process that is writing to the same file, before it counts as failed and is retried. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Sees every connection after it is set up; for tests that need a database in trouble.</summary>
    internal Action<SqliteConnection>? ConnectionOpened { get; set; }
}
