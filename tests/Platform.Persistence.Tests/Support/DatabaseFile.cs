using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Persistence.Sqlite;

namespace Platform.Persistence.Tests.Support;

/// <summary>A SQLite database in a directory of its own.</summary>
public sealed class DatabaseFile : TestDatabase<SqliteStorageOptions>
{
    private readonly DirectoryInfo? _directory;

    public DatabaseFile()
    {
        _directory = Directory.CreateTempSubdirectory("grain-storage-");
        Path = System.IO.Path.Combine(_directory.FullName, "state.db");
    }

    /// <summary>Names a file that belongs to someone else.</summary>
    public DatabaseFile(string path) => Path = path;

    public string Path { get; }

    public string ConnectionString => $"Data Source={Path}";

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"{ConnectionString};Pooling=false;Default Timeout=5");
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public override void Dispose() => _directory?.Delete(recursive: true);

    internal override SqliteStorageOptions Options() => new() { ConnectionString = ConnectionString };

    internal override IRowStore Store(string serviceId, SqliteStorageOptions options) =>
        new SqliteRowStore("orders", serviceId, options, NullLogger<SqliteRowStore>.Instance);

    protected override DbConnection Connect() => Open();
}
