using Npgsql;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>
/// An empty PostgreSQL database for one test, dropped after it; the test skips with the reason where
/// <c>PLATFORM_TEST_POSTGRES</c> names no server.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const string Variable = "PLATFORM_TEST_POSTGRES";

    private readonly string _server;
    private readonly string _name;

    private PostgresDatabase(string server, string name) => (_server, _name) = (server, name);

    /// <summary>What makes a silo use it.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Platform__Storage__Provider", "Postgres"),
        ("Platform__Storage__ConnectionString", ConnectionString),
    ];

    /// <summary>How to reach it.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString;

    public static async Task<PostgresDatabase> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(server), $"{Variable} names no PostgreSQL server (an Npgsql connection string).");
        var database = new PostgresDatabase(server, $"e2e_{Guid.NewGuid():N}");
        await database.ExecuteAsync($"create database {database._name}");
        return database;
    }

    /// <summary>A copy as the database is now; nobody may be connected to it.</summary>
    public async Task<PostgresDatabase> CopyAsync()
    {
        var copy = new PostgresDatabase(_server, $"e2e_{Guid.NewGuid():N}");
        await ExecuteAsync($"create database {copy._name} template {_name}");
        return copy;
    }

    /// <summary>Whether a wrong password is rejected.</summary>
    public async Task<bool> RequiresPasswordsAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Password = "wrong", Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return false;
        }
        catch (PostgresException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"drop database {_name} with (force)");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
