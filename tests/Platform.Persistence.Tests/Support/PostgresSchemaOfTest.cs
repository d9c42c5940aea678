using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Persistence.Postgres;

namespace Platform.Persistence.Tests.Support;

/// <summary>A schema of its own in a PostgreSQL database: the one that <c>PLATFORM_TEST_POSTGRES</c> names, or a given one.</summary>
public sealed class PostgresSchemaOfTest : TestDatabase<PostgresStorageOptions>
{
    private const string Variable = "PLATFORM_TEST_POSTGRES";
    private readonly string _server;
    private readonly string _name = $"test_{Guid.NewGuid():N}";

    /// <summary>Skips the test where there is no database.</summary>
    public PostgresSchemaOfTest()
        : this(Environment.GetEnvironmentVariable(Variable) ?? "")
    {
    }

    public PostgresSchemaOfTest(string server)
    {
        Skip.If(server.Length == 0, $"{Variable} names no PostgreSQL database (an Npgsql connection string).");
        _server = server;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { SearchPath = _name }.ConnectionString;
        ExecuteOnServer($"CREATE SCHEMA {_name}");
    }

    public string ConnectionString { get; }

    public NpgsqlConnection Open() => Open(ConnectionString);

    public override void Dispose() => ExecuteOnServer($"DROP SCHEMA {_name} CASCADE");

    internal override PostgresStorageOptions Options() => new() { ConnectionString = ConnectionString };

    internal override IRowStore Store(string serviceId, PostgresStorageOptions options) =>
        new PostgresRowStore("orders", serviceId, options, NullLogger<PostgresRowStore>.Instance);

    protected override DbConnection Connect() => Open();

    private static NpgsqlConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private void ExecuteOnServer(string sql)
    {
        using var connection = Open(_server);
#pragma warning disable CA2100 // The tests' own constants.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
