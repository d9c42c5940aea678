using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence.GroupCommit;

namespace Platform.Persistence.Hosting;

/// <summary>Registers a group-commit storage: what doesn't depend on its database.</summary>
internal static class GroupCommitStorageRegistration
{
    /// <param name="services">A silo's services.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="validator">Makes the check of the options.</param>
    /// <param name="store">Makes the database from the service id and the options.</param>
    public static IServiceCollection AddGroupCommitStorage<TOptions>(
        this IServiceCollection services,
        string name,
        Action<OptionsBuilder<TOptions>> configure,
        Func<TOptions, IConfigurationValidator> validator,
        Func<IServiceProvider, string, TOptions, IRowStore> store)
        where TOptions : GroupCommitStorageOptions, new()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var options = services.AddOptions<TOptions>(name);
        configure(options);
        options.PostConfigure<IServiceProvider>((settings, provider) => settings.GrainStorageSerializer ??= DefaultSerializer(provider, name));
        services.ConfigureNamedOptionForLogging<TOptions>(name);
        services.AddTransient(provider => validator(Options<TOptions>(provider, name)));
        services.AddMetrics();
        services.AddKeyedSingleton(name, static (provider, key) => (IStorageProbe)provider.GetRequiredKeyedService<IGrainStorage>(key));
        services.AddKeyedSingleton(name, static (provider, key) => (IParkingStorage)provider.GetRequiredKeyedService<IGrainStorage>(key));
        services.AddKeyedSingleton(name, static (provider, key) => (IDeferredWriteStorage)provider.GetRequiredKeyedService<IGrainStorage>(key));
        services.AddKeyedSingleton(name, static (provider, key) => (IOversizedRecordStorage)provider.GetRequiredKeyedService<IGrainStorage>(key));
        services.AddKeyedSingleton(name, static (provider, key) => (IExpiringRowStorage)provider.GetRequiredKeyedService<IGrainStorage>(key));
        return services.AddGrainStorage(name, (provider, _) => Create(provider, name, store));
    }

    private static GroupCommitStorage Create<TOptions>(IServiceProvider services, string name, Func<IServiceProvider, string, TOptions, IRowStore> store)
        where TOptions : GroupCommitStorageOptions
    {
        var options = Options<TOptions>(services, name);
        var serviceId = services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId;
        return new GroupCommitStorage(
            name,
            options,
            store(services, serviceId, options),
            services.GetRequiredService<IActivatorProvider>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            new StorageMetrics(services.GetRequiredService<IMeterFactory>(), name),
            services.GetRequiredService<ILogger<GroupCommitStorage>>());
    }

    private static TOptions Options<TOptions>(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);

    // Orleans' own default is JSON; a state is written with every batch of events, and the binary form is a fraction of the bytes.
    private static IGrainStorageSerializer DefaultSerializer(IServiceProvider services, string name) =>
        services.GetKeyedService<IGrainStorageSerializer>(name)
        ?? new BinaryStateSerializer(services.GetRequiredService<Serializer>());
}
