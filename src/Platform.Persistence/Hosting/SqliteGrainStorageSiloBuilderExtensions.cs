using Microsoft.Extensions.Options;
using Platform.Persistence;

namespace Orleans.Hosting;

/// <summary>Adds grain storage in a SQLite file to a silo.</summary>
public static class SqliteGrainStorageSiloBuilderExtensions
{
    /// <inheritdoc cref="SqliteGrainStorageServiceCollectionExtensions.AddSqliteGrainStorage(Microsoft.Extensions.DependencyInjection.IServiceCollection, string, Action{SqliteStorageOptions})"/>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The provider's name, as grains give it to <c>[PersistentState]</c>.</param>
    /// <param name="configure">Sets the options; <see cref="SqliteStorageOptions.ConnectionString"/> is required.</param>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteStorageOptions> configure) =>
        builder.ConfigureServices(services => services.AddSqliteGrainStorage(name, configure));

    /// <inheritdoc cref="AddSqliteGrainStorage(ISiloBuilder, string, Action{SqliteStorageOptions})"/>
    public static ISiloBuilder AddSqliteGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<SqliteStorageOptions>> configure) =>
        builder.ConfigureServices(services => services.AddSqliteGrainStorage(name, configure));
}
