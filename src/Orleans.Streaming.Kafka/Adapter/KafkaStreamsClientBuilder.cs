using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Configures one Kafka stream provider on a cluster client. Orleans' own methods for stream providers set what is Orleans':
/// <c>ConfigureStreamPubSub</c> and <c>ConfigureLifecycle</c>.
/// </summary>
public sealed class KafkaStreamsClientBuilder : IClusterClientPersistentStreamConfigurator
{
    internal KafkaStreamsClientBuilder(string name, IServiceCollection services) => (Name, Services) = (name, services);

    /// <summary>The provider's name, as on the silos.</summary>
    public string Name { get; }

    /// <summary>The client's services.</summary>
    public IServiceCollection Services { get; }

    Action<Action<IServiceCollection>> INamedServiceConfigurator.ConfigureDelegate => change => change(Services);

    /// <summary>Sets options. May be called several times.</summary>
    /// <param name="configure">Sets them.</param>
    public KafkaStreamsClientBuilder Configure(Action<KafkaStreamsClientOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>
    /// Sets the options that a section names, by their names; those of the producer in <c>Producer</c>. <c>Encoder</c> names a class; <c>UseOrleansSerializer</c> is true or false. A
    /// name that is no option is refused at start.
    /// </summary>
    /// <param name="section">For example <c>configuration.GetSection("Kafka:Orders")</c>.</param>
    /// <exception cref="OrleansConfigurationException">A class that is named does not exist.</exception>
    public KafkaStreamsClientBuilder Configure(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Services.Configure<KafkaStreamsClientOptions>(Name, options => OptionsSection.Bind(section, options));
        ConfigureProducer(options => OptionsSection.BindProducer(section, isClient: true, options));
        ConfiguredType.Add<IStreamEventEncoder>(Services, Name, section, OptionsSection.Encoder);
        if (OptionsSection.UsesOrleansSerializer(section))
        {
            UseOrleansSerializer();
        }

        return this;
    }

    /// <summary>Sets options of the client's producer; the connection follows the provider's. May be called several times.</summary>
    /// <param name="configure">Sets them.</param>
    public KafkaStreamsClientBuilder ConfigureProducer(Action<KafkaProducerOptions> configure)
    {
        Services.Configure(KafkaStreamsParts.ProducerName(Name), configure);
        return this;
    }

    /// <summary>
    /// Encodes what is produced through streams with a singleton of this type. It must be the one the silos have: a silo reads with its
    /// decoder whatever a client wrote. Default, as there: <c>byte[]</c> as it is, strings as UTF-8, anything else as JSON; what JSON would
    /// lose a part of is rejected.
    /// </summary>
    /// <typeparam name="TEncoder">The encoder.</typeparam>
    public KafkaStreamsClientBuilder EncodeWith<TEncoder>()
        where TEncoder : class, IStreamEventEncoder
    {
        Services.TryAddSingleton<TEncoder>();
        Services.AddKeyedSingleton<IStreamEventEncoder>(Name, (services, _) => services.GetRequiredService<TEncoder>());
        return this;
    }

    /// <summary>Writes what is produced through streams with Orleans' serializer. The silos' provider must do so, too.</summary>
    public KafkaStreamsClientBuilder UseOrleansSerializer()
    {
        Services.AddOrleansEncoder(Name);
        return this;
    }
}
