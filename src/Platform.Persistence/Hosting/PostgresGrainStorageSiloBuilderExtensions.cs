using Microsoft.Extensions.Options;
using Platform.Persistence;

namespace Orleans.Hosting;

/// <summary>Adds grain storage in a PostgreSQL database to a silo.</summary>
public static class PostgresGrainStorageSiloBuilderExtensions
{
    /// <inheritdoc cref="PostgresGrainStorageServiceCollectionExtensions.AddPostgresGrainStorage(Microsoft.Extensions.DependencyInjection.IServiceCollection, string, Action{PostgresStorageOptions})"/>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The provider's name, as grains give it to <c>[PersistentState]</c>.</param>
    /// <param name="configure">Sets the options; <see cref="PostgresStorageOptions.ConnectionString"/> is required.</param>
    public static ISiloBuilder AddPostgresGrainStorage(this ISiloBuilder builder, string name, Action<PostgresStorageOptions> configure) =>
        builder.ConfigureServices(services => services.AddPostgresGrainStorage(name, configure));

    /// <inheritdoc cref="AddPostgresGrainStorage(ISiloBuilder, string, Action{PostgresStorageOptions})"/>
    public static ISiloBuilder AddPostgresGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<PostgresStorageOptions>> configure) =>
        builder.ConfigureServices(services => services.AddPostgresGrainStorage(name, configure));
}
