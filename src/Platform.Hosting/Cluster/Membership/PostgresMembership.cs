using Npgsql;
using Platform.Configuration;
using Platform.Persistence;
using Platform.Persistence.Postgres;

namespace Platform.Hosting.Membership;

/// <summary>The members are in a PostgreSQL database, in Orleans' own tables. Thread-safe.</summary>
internal sealed class PostgresMembership : IMembership
{
    private const string Invariant = "Npgsql";
    private const string Right = "Right is for example Host=db;Database=platform;Username=platform;Password=….";

    // Orleans reads all members once a minute, and writes its own sign of life as often.
    private const int ConnectionsMax = 5;

    private readonly NpgsqlDataSource _database;
    private readonly string _setting;

    private PostgresMembership(NpgsqlConnectionStringBuilder settings, string setting)
    {
        settings.ApplicationName ??= "Platform";
        settings.Enlist = false;
        settings.MaxPoolSize = ConnectionsMax;
        settings.Timeout = 3;
        settings.CommandTimeout = 3;
        (_database, _setting) = (NpgsqlDataSource.Create(settings), setting);
        Database = $"PostgreSQL, {settings.Database ?? settings.Username} at {settings.Host}:{settings.Port}";
    }

    /// <inheritdoc />
    public string Description => $"members in {Database}";

    /// <inheritdoc />
    public bool HasStore => true;

    private string Database { get; }

    /// <summary>The configured database.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The connection string can't be used.</exception>
    public static PostgresMembership Choose(PlatformSettings settings)
    {
        var setting = settings.MembersAreInTheStatesDatabase ? "Storage" : "Cluster";
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(settings.MembersConnectionString);
            return string.IsNullOrWhiteSpace(connection.Host) ? throw Refusal(setting, "It names no host.") : new PostgresMembership(connection, setting);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // Its message repeats parts of the text, which may hold a password.
            throw Refusal(setting, "It is no PostgreSQL connection string.");
        }
    }

    /// <inheritdoc />
    public Task OpenAsync(CancellationToken cancellationToken) => UseAsync(() => MembershipSchema.EnsureAsync(_database, Database).WaitAsync(cancellationToken));

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken) => UseAsync(async () =>
    {
        await using var command = _database.CreateCommand("SELECT FROM OrleansQuery LIMIT 1");
        await command.ExecuteNonQueryAsync(cancellationToken);
    });

    /// <inheritdoc />
    public PlatformConfigurationException Refuse(string fault) => Refusal(_setting, fault);

    /// <inheritdoc />
    public ISiloBuilder AddTo(ISiloBuilder silo) => silo.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (Invariant, _database));

    /// <inheritdoc />
    public IClientBuilder AddTo(IClientBuilder client) => client.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (Invariant, _database));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task UseAsync(Func<Task> use)
    {
        try
        {
            await use();
        }
        catch (PersistenceException e)
        {
            throw new MembershipStoreException(e.Message, e.IsTransient, e);
        }
        catch (PostgresException e)
        {
            throw new MembershipStoreException(
                $"{Database}: {e.MessageText} ({e.SqlState}). The database must exist, and a silo's user must have the right to create tables in it.", !PostgresErrors.IsSetup(e.SqlState), e);
        }
        catch (Exception e) when (PostgresErrors.IsDatabases(e))
        {
            throw new MembershipStoreException($"{Database}: {e.Message}", isTransient: true, e);
        }
    }

    private static PlatformConfigurationException Refusal(string section, string fault) =>
        new([$"Platform:{section}:ConnectionString (value not shown), which names where the cluster's members are kept (environment: Platform__{section}__ConnectionString)\n{fault} {Right}"]);
}
