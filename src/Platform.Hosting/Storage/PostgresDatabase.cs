using Npgsql;
using Platform.Configuration;
using Platform.Hosting.Idempotency;

namespace Platform.Hosting.Storage;

/// <summary>The PostgreSQL database that grain state is kept in.</summary>
internal sealed class PostgresDatabase : IStateDatabase
{
    private readonly string _connectionString;
    private readonly PlatformSettings _settings;

    private PostgresDatabase(PlatformSettings settings, string connectionString, NpgsqlConnectionStringBuilder names)
    {
        _settings = settings;
        _connectionString = connectionString;
        Description = $"PostgreSQL, {names.Database ?? names.Username} at {names.Host}:{names.Port}";
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public bool IsTemporary => false;

    /// <summary>The configured database.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The connection string is missing or can't be used.</exception>
    public static PostgresDatabase Choose(PlatformSettings settings)
    {
        var connectionString = settings.Storage.ConnectionString ?? "";
        try
        {
            var names = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrWhiteSpace(names.Host)
                ? throw Refusal("It names no host.")
                : new PostgresDatabase(settings, connectionString, names);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // Its message repeats parts of the text, which may hold a password.
            throw Refusal("It is no PostgreSQL connection string.");
        }
    }

    /// <inheritdoc />
    public ISiloBuilder AddTo(ISiloBuilder silo, string name) =>
        silo.AddPostgresGrainStorage(name, options =>
        {
            (options.ConnectionString, options.StartTimeout) = (_connectionString, _settings.StartTimeout);
            options.BelongTo(_settings);
        }).KeepOversizedRecords().ForgetOldRequests(_settings.Gateway);

    /// <inheritdoc />
    public PlatformConfigurationException Refuse(string fault) => Refusal(fault);

    public void Dispose()
    {
    }

    private static PlatformConfigurationException Refusal(string fault) =>
        new([$"Platform:Storage:ConnectionString (value not shown) (environment: Platform__Storage__ConnectionString)\n{fault} Right is for example Host=localhost;Database=platform;Username=platform;Password=…."]);
}
