using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Platform.Persistence;
using Platform.Persistence.Hosting;
using Platform.Persistence.Sqlite;

namespace Orleans.Hosting;

/// <summary>Registers grain storage in a SQLite file.</summary>
public static class SqliteGrainStorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IGrainStorage"/>, an <see cref="IParkingStorage"/>, an <see cref="IOversizedRecordStorage"/> and an <see cref="IStorageProbe"/>, all as keyed services under the name. Concurrent
    /// writes share a transaction; a row that loses its ETag check, or that the database rejects, fails alone.
    /// </summary>
    /// <param name="services">A silo's services.</param>
    /// <param name="name">The provider's name, as grains give it to <c>[PersistentState]</c>.</param>
    /// <param name="configure">Sets the options; <see cref="SqliteStorageOptions.ConnectionString"/> is required.</param>
    public static IServiceCollection AddSqliteGrainStorage(this IServiceCollection services, string name, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSqliteGrainStorage(name, options => options.Configure(configure));
    }

    /// <inheritdoc cref="AddSqliteGrainStorage(IServiceCollection, string, Action{SqliteStorageOptions})"/>
    public static IServiceCollection AddSqliteGrainStorage(
        this IServiceCollection services, string name, Action<OptionsBuilder<SqliteStorageOptions>> configure) =>
        services.AddGroupCommitStorage(
            name,
            configure,
            options => new SqliteStorageOptionsValidator(name, options),
            (provider, serviceId, options) => new SqliteRowStore(name, serviceId, options, provider.GetRequiredService<ILogger<SqliteRowStore>>()));
}
