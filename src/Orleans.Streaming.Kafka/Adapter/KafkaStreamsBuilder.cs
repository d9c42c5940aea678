using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Configures one Kafka stream provider on a silo. Orleans' own methods for stream providers set what is Orleans': <c>ConfigurePullingAgent</c>,
/// <c>ConfigureStreamPubSub</c>, <c>ConfigureLifecycle</c> and <c>ConfigureBackoffProvider</c>. A queue balancer is refused at start: Kafka assigns the
/// partitions. Without <c>ConfigureStreamPubSub</c> streams have implicit and explicit subscriptions, which need a grain storage named
/// <c>PubSubStore</c>; where no topic is streams implicit ones only.
/// </summary>
public sealed class KafkaStreamsBuilder : ISiloPersistentStreamConfigurator
{
    private readonly Dictionary<string, KafkaTopicRoute> _routes = new(StringComparer.Ordinal);

    internal KafkaStreamsBuilder(string name, IServiceCollection services)
    {
        Name = name;
        Services = services;
    }

    /// <summary>The provider's name.</summary>
    public string Name { get; }

    /// <summary>The silo's services.</summary>
    public IServiceCollection Services { get; }

    internal IReadOnlyDictionary<string, KafkaTopicRoute> Routes => _routes;

    internal bool HasStreams => _routes.Values.Any(route => route.Stream is not null);

    Action<Action<IServiceCollection>> INamedServiceConfigurator.ConfigureDelegate => change => change(Services);

    /// <summary>Sets options. May be called several times.</summary>
    /// <param name="configure">Sets them.</param>
    public KafkaStreamsBuilder Configure(Action<KafkaStreamOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>
    /// Sets the options that a section names, by their names; those of the provider's own producer in <c>Producer</c>. <c>Decoder</c>,
    /// <c>Encoder</c> and <c>FailureClassifier</c> name classes; <c>UseOrleansSerializer</c> is true or false. A name that is no option is refused at start.
    /// </summary>
    /// <param name="section">For example <c>configuration.GetSection("Kafka:Orders")</c>.</param>
    /// <exception cref="OrleansConfigurationException">A class that is named does not exist.</exception>
    public KafkaStreamsBuilder Configure(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Services.Configure<KafkaStreamOptions>(Name, options => OptionsSection.Bind(section, options));
        ConfigureProducer(options => OptionsSection.BindProducer(section, isClient: false, options));
        ConfiguredType.Add<IRecordDecoder>(Services, Name, section, OptionsSection.Decoder);
        ConfiguredType.Add<IStreamEventEncoder>(Services, Name, section, OptionsSection.Encoder);
        ConfiguredType.Add<IFailureClassifier>(Services, Name, section, OptionsSection.FailureClassifier);
        if (OptionsSection.UsesOrleansSerializer(section))
        {
            UseOrleansSerializer();
        }

        return this;
    }

    /// <summary>
    /// Sets options of the producer of this provider's streams and dead letters; connection and record size follow the
    /// provider's. May be called several times.
    /// </summary>
    /// <param name="configure">Sets them.</param>
    public KafkaStreamsBuilder ConfigureProducer(Action<KafkaProducerOptions> configure)
    {
        Services.Configure(KafkaStreamsParts.ProducerName(Name), configure);
        return this;
    }

    /// <summary>Decodes records with a singleton of this type. Default: the value's bytes as they are (<c>byte[]</c>).</summary>
    /// <typeparam name="TDecoder">The decoder.</typeparam>
    public KafkaStreamsBuilder DecodeWith<TDecoder>()
        where TDecoder : class, IRecordDecoder
    {
        Services.TryAddSingleton<TDecoder>();
        Services.AddKeyedSingleton<IRecordDecoder>(Name, (services, _) => services.GetRequiredService<TDecoder>());
        return this;
    }

    /// <summary>Classifies failed deliveries with a singleton of this type. Default: <see cref="FailureClassifier"/>.</summary>
    /// <typeparam name="TClassifier">The classifier.</typeparam>
    public KafkaStreamsBuilder ClassifyFailuresWith<TClassifier>()
        where TClassifier : class, IFailureClassifier
    {
        Services.TryAddSingleton<TClassifier>();
        Services.AddKeyedSingleton<IFailureClassifier>(Name, (services, _) => services.GetRequiredService<TClassifier>());
        return this;
    }

    /// <summary>
    /// Keeps the bytes of records whose dead letter is too large for its topic with a singleton of this type. Default: an
    /// <see cref="IOversizedRecordStore"/> among the services; without one only the stub is left.
    /// </summary>
    /// <typeparam name="TStore">The store.</typeparam>
    public KafkaStreamsBuilder KeepOversizedRecordsWith<TStore>()
        where TStore : class, IOversizedRecordStore
    {
        Services.TryAddSingleton<TStore>();
        Services.AddKeyedSingleton<IOversizedRecordStore>(Name, (services, _) => services.GetRequiredService<TStore>());
        return this;
    }

    /// <summary>
    /// Reports failed deliveries of streams to a handler of the application's: after <see cref="KafkaStreamTopicOptions.OnFailure"/> was applied, each time that
    /// Orleans gives up a delivery for <see cref="Orleans.Configuration.StreamPullingAgentOptions.MaxEventDeliveryTime"/>. What it throws is logged. Where
    /// it wants explicit subscriptions faulted (<see cref="IStreamFailureHandler.ShouldFaultSubsriptionOnError"/>), Orleans removes the one that failed, and
    /// its events count as done. Default: none.
    /// </summary>
    /// <param name="create">Makes the handler of one pulling agent: of the silo's services, and the agent's queue.</param>
    public KafkaStreamsBuilder HandleStreamFailuresWith(Func<IServiceProvider, QueueId, IStreamFailureHandler> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.AddKeyedSingleton(Name, new StreamFailureHandlers(create));
        return this;
    }

    /// <summary>Encodes what is produced through streams with a singleton of this type. Default: <c>byte[]</c> as it is, strings as UTF-8, anything else as JSON; what JSON would lose a part of is rejected.</summary>
    /// <typeparam name="TEncoder">The encoder.</typeparam>
    public KafkaStreamsBuilder EncodeWith<TEncoder>()
        where TEncoder : class, IStreamEventEncoder
    {
        Services.TryAddSingleton<TEncoder>();
        Services.AddKeyedSingleton<IStreamEventEncoder>(Name, (services, _) => services.GetRequiredService<TEncoder>());
        return this;
    }

    /// <summary>
    /// Writes what is produced through streams, and reads the records of all this provider's topics, with Orleans' serializer: every event
    /// that grains can be sent comes as what it was, its own type and private members included. Other programs can't read such records,
    /// and records in another form are dead letters: a topic that holds some needs a provider without it. Clients need the same.
    /// </summary>
    public KafkaStreamsBuilder UseOrleansSerializer()
    {
        Services.TryAddSingleton<OrleansRecordDecoder>();
        Services.AddKeyedSingleton<IRecordDecoder>(Name, static (services, _) => services.GetRequiredService<OrleansRecordDecoder>());
        Services.AddOrleansEncoder(Name);
        return this;
    }

    /// <summary>Reads a topic. Each topic once.</summary>
    /// <param name="topic">The topic's name; it must exist.</param>
    /// <param name="configure">Says what becomes of its records.</param>
    public KafkaStreamsBuilder Topic(string topic, Action<KafkaTopicBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new KafkaTopicBuilder(topic);
        configure(builder);
        if (!_routes.TryAdd(topic, builder.Build()))
        {
            throw new InvalidOperationException($"Kafka stream provider \"{Name}\" names topic \"{topic}\" twice.");
        }

        return this;
    }
}
