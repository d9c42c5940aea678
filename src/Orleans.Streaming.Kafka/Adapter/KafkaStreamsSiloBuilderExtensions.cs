using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streaming.Kafka;
using Orleans.Streams;
using Orleans.Streams.Filtering;

namespace Orleans.Hosting;

/// <summary>Adds Kafka stream providers to a silo.</summary>
public static class KafkaStreamsSiloBuilderExtensions
{
    /// <summary>
    /// Adds a persistent stream provider over one consumer group: one consumer per silo, partitions assigned by Kafka, one
    /// pulling agent per assigned partition, keyed delivery to grains, dead letters to <c>&lt;topic&gt;.dlq</c>. Several
    /// providers, with clusters and groups of their own, live in one silo.
    /// </summary>
    /// <remarks>
    /// Of Orleans' own settings for the provider (<see cref="StreamPullingAgentOptions"/>, named as it is) two have other defaults here:
    /// <c>GetQueueMsgsTimerPeriod</c> is 5 ms, and <c>StreamInactivityPeriod</c>, after which the runtime forgets a stream without
    /// events, is 10 s instead of 30 min: an agent looks at every stream it remembers at every read, and there is one per record key.
    /// A stream that is forgotten loses nothing; its next event makes the runtime query again who subscribes. At least 3 s.
    /// They are set by the methods that all Orleans' providers have (<c>kafka.ConfigurePullingAgent</c>, <c>ConfigureStreamPubSub</c>,
    /// <c>ConfigureLifecycle</c>, <c>ConfigureBackoffProvider</c>).
    /// <c>BatchContainerBatchSize</c> is the <see cref="KafkaStreamTopicOptions.BatchCountMax"/> of the topics that have none of their own.
    /// </remarks>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Sets options, decoder and topics.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Thrown at start when an option is missing or out of range, or a topic is not as it must be.</exception>
    public static ISiloBuilder AddKafkaStreams(this ISiloBuilder silo, string name, Action<KafkaStreamsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new KafkaStreamsBuilder(name, silo.Services);
        SetDefaults(builder);
        configure(builder);
        silo.Services.AddKafkaGroup(name, builder.Routes);
        silo.Services.ConfigureNamedOptionForLogging<KafkaStreamOptions>(name);
        silo.Services.ConfigureNamedOptionForLogging<KafkaProducerOptions>(KafkaStreamsParts.ProducerName(name));
        _ = new SiloPersistentStreamConfigurator(name, change => silo.ConfigureServices(change), KafkaQueueAdapterFactory.Create);
        silo.Services.AddSingleton<IConfigurationValidator>(new QueueBalancerValidator(name, silo.Services));
        silo.Services.AddSingleton<IConfigurationValidator>(services => new StreamAgentOptionsValidator(
            name,
            services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name),
            [.. builder.Routes.Values],
            services.GetKeyedService<IStreamFilter>(name),
            services.GetRequiredKeyedService<IRecordDecoder>(name),
            services.GetRequiredService<ILogger<StreamAgentOptionsValidator>>()));
        silo.Services.AddSingleton<IPostConfigureOptions<StreamPullingAgentOptions>>(new StreamAgentBatches(name, [.. builder.Routes.Values]));
        if (builder.HasStreams)
        {
            silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutgoingGrainCallFilter, StreamDeliveryFilter>());
        }

        return silo;
    }

    // Before what the application sets, which so replaces it.
    private static void SetDefaults(KafkaStreamsBuilder builder)
    {
        builder.ConfigurePartitionBalancing(static (services, key) => new KafkaQueueBalancer(
            services.GetRequiredKeyedService<KafkaConsumerGroup>(key),
            services.GetRequiredService<ILogger<KafkaQueueBalancer>>()));
        // Keyed delivery needs no subscriptions.
        builder.Configure<StreamPubSubOptions>(pubSub => pubSub.Configure(o =>
            o.PubSubType = builder.HasStreams ? StreamPubSubType.ExplicitGrainBasedAndImplicit : StreamPubSubType.ImplicitOnly));
        // A stream per key: an agent looks at every stream it remembers at every read.
        builder.ConfigurePullingAgent(agent => agent.Configure(o =>
            (o.GetQueueMsgsTimerPeriod, o.StreamInactivityPeriod) = (TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(10))));
        builder.ConfigureBackoffProvider(static (services, key) =>
            new StreamDeliveryBackoff(new RetrySchedule(KafkaStreamsParts.OptionsOf(services, key).RetryDelay, KafkaStreamsParts.OptionsOf(services, key).RetryDelayMax)));
    }
}
