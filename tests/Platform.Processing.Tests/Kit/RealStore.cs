using Npgsql;

namespace Platform.Processing.Tests;

/// <summary>An empty database for one test, of one of the kinds the platform runs on.</summary>
internal sealed class RealStore : IDisposable
{
    private const string PostgresVariable = "PLATFORM_TEST_POSTGRES";

    private readonly string _name = $"processing_{Guid.NewGuid():N}";
    private readonly string? _postgres;

    /// <summary>Makes it; skips the test where there is no server.</summary>
    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    public RealStore(string kind)
    {
        if (kind == "postgres")
        {
            _postgres = Environment.GetEnvironmentVariable(PostgresVariable);
            Skip.If(string.IsNullOrEmpty(_postgres), $"{PostgresVariable} names no PostgreSQL database (an Npgsql connection string).");
            Execute($"CREATE SCHEMA {_name}");
        }
    }

    private string File => Path.Combine(Path.GetTempPath(), _name + ".db");

    /// <summary>Registers it as the entities' storage.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="stateBytesMax">The largest state it takes.</param>
    public void AddTo(ISiloBuilder silo, int stateBytesMax)
    {
        if (_postgres is null)
        {
            silo.AddSqliteGrainStorage(EventProcessing.StorageName, options =>
                (options.ConnectionString, options.StateBytesMax) = ($"Data Source={File}", stateBytesMax));
        }
        else
        {
            silo.AddPostgresGrainStorage(EventProcessing.StorageName, options =>
                (options.ConnectionString, options.StateBytesMax) = (new NpgsqlConnectionStringBuilder(_postgres) { SearchPath = _name }.ConnectionString, stateBytesMax));
        }
    }

    public void Dispose()
    {
        if (_postgres is not null)
        {
            Execute($"DROP SCHEMA {_name} CASCADE");
            return;
        }

        foreach (var file in Directory.GetFiles(Path.GetTempPath(), _name + ".db*"))
        {
            System.IO.File.Delete(file);
        }
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_postgres) { Pooling = false }.ConnectionString);
        connection.Open();
#pragma warning disable CA2100 // The test's own constants.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
