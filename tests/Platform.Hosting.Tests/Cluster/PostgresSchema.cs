using Npgsql;

namespace Platform.Hosting.Tests.Cluster;

/// <summary>A schema of a test's own in the PostgreSQL database that <c>PLATFORM_TEST_POSTGRES</c> names; the test skips where it names none.</summary>
internal sealed class PostgresSchema : IDisposable
{
    private const string Variable = "PLATFORM_TEST_POSTGRES";

    private readonly string _server;
    private readonly string _name = $"test_{Guid.NewGuid():N}";

    public PostgresSchema()
    {
        _server = Environment.GetEnvironmentVariable(Variable) ?? "";
        Skip.If(_server.Length == 0, $"{Variable} names no PostgreSQL database (an Npgsql connection string).");
        Execute(_server, $"CREATE SCHEMA {_name}");
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { SearchPath = _name }.ConnectionString;

    public void Execute(string sql) => Execute(ConnectionString, sql);

    public void Dispose() => Execute(_server, $"DROP SCHEMA {_name} CASCADE");

    private static void Execute(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
#pragma warning disable CA2100 // The tests' own constants.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
