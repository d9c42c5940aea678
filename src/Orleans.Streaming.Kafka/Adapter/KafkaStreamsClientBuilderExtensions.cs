using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streaming.Kafka;

namespace Orleans.Hosting;

/// <summary>Adds Kafka stream providers to a cluster client.</summary>
public static class KafkaStreamsClientBuilderExtensions
{
    /// <summary>
    /// Adds a stream provider to a client: it produces to Kafka itself and subscribes explicitly; delivery comes from the
    /// silos, which must have a provider of the same name whose topics are streams.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The provider's name, as on the silos.</param>
    /// <param name="configure">Sets its options.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Thrown at start when an option is missing.</exception>
    public static IClientBuilder AddKafkaStreams(this IClientBuilder client, string name, Action<KafkaStreamsClientOptions> configure) =>
        client.AddKafkaStreams(name, kafka => { kafka.Configure(configure); });

    /// <summary>As above, with a producer and an encoder of one's choice.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The provider's name, as on the silos.</param>
    /// <param name="configure">Sets its options, producer and encoder.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Thrown at start when an option is missing.</exception>
    public static IClientBuilder AddKafkaStreams(this IClientBuilder client, string name, Action<KafkaStreamsClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var producer = KafkaStreamsParts.ProducerName(name);
        configure(new KafkaStreamsClientBuilder(name, client.Services));
        client.Services.AddSingleton<IConfigurationValidator>(services => new KafkaStreamsClientOptionsValidator(name, OptionsOf(services, name)));
        client.Services.AddKafkaProducer(producer, static _ => { });
        client.Services.AddSingleton<IConfigureOptions<KafkaProducerOptions>>(services => new ConfigureNamedOptions<KafkaProducerOptions>(
            producer,
            options => options.Connection = OptionsOf(services, name).Connection));
        client.Services.ConfigureNamedOptionForLogging<KafkaStreamsClientOptions>(name);
        client.Services.ConfigureNamedOptionForLogging<KafkaProducerOptions>(producer);
        client.Services.TryAddSingleton<StreamContextHeaders>();
        client.Services.TryAddKeyedSingleton<IStreamEventEncoder>(name, (_, _) => new JsonStreamEventEncoder());
        _ = new ClusterClientPersistentStreamConfigurator(name, client, static (services, provider) => new KafkaClientAdapterFactory(
            provider,
            new StreamProducer(
                services.GetRequiredKeyedService<IKafkaProducer>(KafkaStreamsParts.ProducerName(provider)),
                services.GetRequiredKeyedService<IStreamEventEncoder>(provider),
                services.GetRequiredService<StreamContextHeaders>(),
                StreamNamespaces.Of(OptionsOf(services, provider)),
                OptionsOf(services, provider).TransactionalBatches ? services.GetRequiredKeyedService<TransactionalProducer>(KafkaStreamsParts.ProducerName(provider)) : null)));
        return client;
    }

    private static KafkaStreamsClientOptions OptionsOf(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get(name);
}
