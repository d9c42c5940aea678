using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Tests.Support;

/// <summary>A database file in a directory of its own, which goes with it.</summary>
public sealed class DatabaseFile : IDisposable
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

    /// <summary>A connection of the test's own, beside the storage's.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"{ConnectionString};Pooling=false;Default Timeout=5");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public long Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose() => _directory?.Delete(recursive: true);
}
