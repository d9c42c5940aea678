using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Serialization.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Registers producers and what operators need, on a silo, a client or any other host.</summary>
public static class KafkaServiceCollectionExtensions
{
    /// <summary>
    /// Adds a producer as keyed singleton <see cref="IKafkaProducer"/>. It connects when first used and is flushed when the
    /// container is disposed. Wrong options are refused when the host starts.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The producer's name: its key.</param>
    /// <param name="configure">Sets its options.</param>
    /// <exception cref="OptionsValidationException">Thrown at start, or at the first use without a host: an option is missing or wrong.</exception>
    public static IServiceCollection AddKafkaProducer(this IServiceCollection services, string name, Action<KafkaProducerOptions> configure)
    {
        services.AddOptions<KafkaProducerOptions>(name).Configure(configure).ValidateOnStart();
        return services.AddKafkaProducerParts(name);
    }

    /// <summary>Adds <see cref="IKafkaTopics"/> for one cluster.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connection">How to reach the cluster.</param>
    public static IServiceCollection AddKafkaTopics(this IServiceCollection services, KafkaConnection connection)
    {
        services.AddLogging().TryAddSingleton(TimeProvider.System);
        return services.AddSingleton(provider => CreateTopics(provider, connection));
    }

    /// <summary>Adds <see cref="IKafkaPartitions"/>, unless there is one: in a client of the cluster, or in a silo without a Kafka stream provider.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddKafkaPartitions(this IServiceCollection services)
    {
        services.AddLogging().TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IKafkaPartitions, KafkaPartitions>();
        services.TryAddKeyedSingleton<IControllable, PartitionControl>(PartitionControl.Name);
        // It is named in the request that goes to each silo.
        return services.Configure<TypeManifestOptions>(o => o.AllowedTypes.Add(typeof(PartitionControl).FullName!));
    }

    internal static IKafkaTopics CreateTopics(IServiceProvider provider, KafkaConnection connection) =>
        new KafkaTopics(connection, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KafkaTopics>>());

    internal static void AddOrleansEncoder(this IServiceCollection services, string provider)
    {
        services.TryAddSingleton<OrleansStreamEventEncoder>();
        services.AddKeyedSingleton<IStreamEventEncoder>(provider, static (container, _) => container.GetRequiredService<OrleansStreamEventEncoder>());
    }

    internal static IServiceCollection AddKafkaProducerParts(this IServiceCollection services, string name)
    {
        services.AddLogging().AddMetrics().TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<KafkaMetrics>();
        services.AddKeyedSingleton(name, static (provider, key) => new TransactionalProducer(
            (string)key!,
            provider.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get((string)key!),
            provider.GetRequiredService<KafkaMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TransactionalProducer>>()));
        services.AddSingleton<IValidateOptions<KafkaProducerOptions>>(new KafkaProducerOptionsValidator(name));
        return services.AddKeyedSingleton<IKafkaProducer>(name, static (provider, key) => new KafkaProducer(
            (string)key!,
            provider.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get((string)key!),
            provider.GetRequiredService<KafkaMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaProducer>>()));
    }
}
