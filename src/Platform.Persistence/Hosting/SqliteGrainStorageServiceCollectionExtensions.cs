using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence;
using Platform.Persistence.GroupCommit;
using Platform.Persistence.Sqlite;

namespace Orleans.Hosting;

/// <summary>Registers grain storage in a SQLite file.</summary>
public static class SqliteGrainStorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IGrainStorage"/>, an <see cref="IParkingStorage"/> and an <see cref="IStorageProbe"/>, all as keyed services under the name. Concurrent
    /// writes share a transaction; a row that loses its ETag check, or that the database refuses, fails alone.
    /// </summary>
    /// <param name="services">A silo's services.</param>
    /// <param name="name">The provider's name, as grains give it to <c>[PersistentState]</c>.</param>
    /// <param name="configure">Sets the options; <see cref="SqliteStorageOptions.ConnectionString"/> is required.</param>
    public static IServiceCollection AddSqliteGrainStorage(this IServiceCollection services, string name, Action<SqliteStorageOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSqliteGrainStorage(name, options => options.Configure(configure));
    }

    /// <inheritdoc cref="AddSqliteGrainStorage(IServiceCollection, string, Action{SqliteStorageOptions})"/>
    public static IServiceCollection AddSqliteGrainStorage(
        this IServiceCollection services, string name, Action<OptionsBuilder<SqliteStorageOptions>> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var options = services.AddOptions<SqliteStorageOptions>(name);
        configure(options);
        options.PostConfigure<IServiceProvider>((settings, provider) => settings.GrainStorageSerializer ??= DefaultSerializer(provider, name));
        services.ConfigureNamedOptionForLogging<SqliteStorageOptions>(name);
        services.AddTransient<IConfigurationValidator>(provider => new SqliteStorageOptionsValidator(name, Options(provider, name)));
        services.AddKeyedSingleton(name, static (provider, key) => (IStorageProbe)provider.GetRequiredKeyedService<IGrainStorage>(key));
        services.AddKeyedSingleton(name, static (provider, key) => (IParkingStorage)provider.GetRequiredKeyedService<IGrainStorage>(key));
        return services.AddGrainStorage(name, Create);
    }

    private static GroupCommitStorage Create(IServiceProvider services, string name)
    {
        var options = Options(services, name);
        var serviceId = services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId;
        return new GroupCommitStorage(
            name,
            options,
            new SqliteRowStore(name, serviceId, options, services.GetRequiredService<ILogger<SqliteRowStore>>()),
            services.GetRequiredService<IActivatorProvider>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<GroupCommitStorage>>());
    }

    private static SqliteStorageOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>().Get(name);

    // Orleans' own default is JSON; a state is written with every batch of events, and the binary form is a fraction of the bytes.
    private static IGrainStorageSerializer DefaultSerializer(IServiceProvider services, string name) =>
        services.GetKeyedService<IGrainStorageSerializer>(name)
        ?? new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());
}
