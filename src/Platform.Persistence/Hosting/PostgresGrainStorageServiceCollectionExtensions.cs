using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Platform.Persistence;
using Platform.Persistence.Hosting;
using Platform.Persistence.Postgres;

namespace Orleans.Hosting;

/// <summary>Registers grain storage in a PostgreSQL database.</summary>
public static class PostgresGrainStorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IGrainStorage"/>, an <see cref="IParkingStorage"/>, an <see cref="IOversizedRecordStorage"/> and an <see cref="IStorageProbe"/>, all as keyed services under the name. Concurrent
    /// writes share a transaction; a row that loses its ETag check, or that the database rejects, fails alone.
    /// </summary>
    /// <param name="services">A silo's services.</param>
    /// <param name="name">The provider's name, as grains give it to <c>[PersistentState]</c>.</param>
    /// <param name="configure">Sets the options; <see cref="PostgresStorageOptions.ConnectionString"/> is required.</param>
    public static IServiceCollection AddPostgresGrainStorage(this IServiceCollection services, string name, Action<PostgresStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddPostgresGrainStorage(name, options => options.Configure(configure));
    }

    /// <inheritdoc cref="AddPostgresGrainStorage(IServiceCollection, string, Action{PostgresStorageOptions})"/>
    public static IServiceCollection AddPostgresGrainStorage(
        this IServiceCollection services, string name, Action<OptionsBuilder<PostgresStorageOptions>> configure) =>
        services.AddGroupCommitStorage(
            name,
            configure,
            options => new PostgresStorageOptionsValidator(name, options),
            (provider, serviceId, options) => new PostgresRowStore(name, serviceId, options, provider.GetRequiredService<ILogger<PostgresRowStore>>()));
}
