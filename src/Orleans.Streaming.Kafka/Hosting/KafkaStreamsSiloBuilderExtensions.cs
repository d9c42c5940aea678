using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Adds Kafka stream providers to a silo.</summary>
public static class KafkaStreamsSiloBuilderExtensions
{
    // Below the stage where agents start, so that it stops after them: agents drain, then the group is left.
    private const int ConsumeStage = ServiceLifecycleStage.BecomeActive;

    /// <summary>
    /// Adds a persistent stream provider over one consumer group: one consumer per silo, partitions assigned by Kafka, one
    /// pulling agent per assigned partition, keyed delivery to grains, dead letters to <c>&lt;topic&gt;.dlq</c>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Sets options, decoder and topics.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Thrown at start when an option is missing or out of range.</exception>
    public static ISiloBuilder AddKafkaStreams(this ISiloBuilder silo, string name, Action<KafkaStreamsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new KafkaStreamsBuilder(name, silo.Services);
        configure(builder);
        AddParts(silo.Services, name, builder.Routes);
        var streams = new SiloPersistentStreamConfigurator(name, change => silo.ConfigureServices(change), KafkaQueueAdapterFactory.Create);
        streams.ConfigurePartitionBalancing((services, key) => new KafkaQueueBalancer(
            services.GetRequiredKeyedService<KafkaConsumerGroup>(key),
            services.GetRequiredService<ILogger<KafkaQueueBalancer>>()));
        // Keyed delivery needs no subscriptions.
        var hasStreams = builder.Routes.Values.Any(r => r.Stream is not null);
        streams.ConfigureStreamPubSub(builder.PubSubType ?? (hasStreams ? StreamPubSubType.ExplicitGrainBasedAndImplicit : StreamPubSubType.ImplicitOnly));
        // A stream per key: an agent looks at every stream it remembers at every read.
        streams.ConfigurePullingAgent(agent => agent.Configure(o =>
            (o.GetQueueMsgsTimerPeriod, o.StreamInactivityPeriod) = (TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(10))));
        streams.ConfigureBackoffProvider(static (services, key) =>
            new StreamDeliveryBackoff(new RetrySchedule(OptionsOf(services, key).RetryDelay, OptionsOf(services, key).RetryDelayMax)));
        silo.Services.AddSingleton<IConfigurationValidator>(services => new StreamAgentOptionsValidator(
            name,
            services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name)));
        return silo;
    }

    internal static string ProducerName(string provider) => $"kafka-streams:{provider}";

    private static void AddParts(IServiceCollection services, string name, IReadOnlyDictionary<string, KafkaTopicRoute> routes)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<KafkaMetrics>();
        services.TryAddSingleton<IKafkaGroupOffsets, KafkaGroupOffsets>();
        services.TryAddKeyedSingleton<IRecordDecoder>(name, (_, _) => new RawBytesDecoder());
        services.TryAddKeyedSingleton<IStreamEventEncoder>(name, (_, _) => new JsonStreamEventEncoder());
        services.AddSingleton<IConfigurationValidator>(provider => new KafkaStreamOptionsValidator(name, OptionsOf(provider, name), [.. routes.Values]));
        services.AddKafkaProducer(ProducerName(name), _ => { });
        services.AddSingleton<IConfigureOptions<KafkaProducerOptions>>(provider => new ConfigureNamedOptions<KafkaProducerOptions>(
            ProducerName(name),
            options => (options.Connection, options.RecordBytesMax) = (OptionsOf(provider, name).Connection, DeadLetterBytesMax)));
        services.AddKeyedSingleton(name, (provider, _) => new KafkaConsumerGroup(CreateServices(provider, name, routes)));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<KafkaConsumerGroup>(name));
        services.AddKeyedSingleton<IKafkaGroupStatus>(name, (provider, _) => provider.GetRequiredKeyedService<KafkaConsumerGroup>(name).Services.Status);
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => new KafkaConsumerGroupLifecycle(
            name,
            ConsumeStage,
            provider.GetRequiredKeyedService<KafkaConsumerGroup>(name)));
    }

    // The broker's default limit for a record, and 64 KiB for where it came from and why.
    private const int DeadLetterBytesMax = 1_048_588 + (64 << 10);

    private static KafkaStreamOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name);

    private static ConsumeServices CreateServices(IServiceProvider provider, string name, IReadOnlyDictionary<string, KafkaTopicRoute> routes)
    {
        var options = OptionsOf(provider, name);
        var time = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<KafkaMetrics>();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        var retry = new RetrySchedule(options.RetryDelay, options.RetryDelayMax);
        var assignment = new GroupAssignment();
        var deadLetters = new DeadLetterWriter(
            options.GroupId,
            provider.GetRequiredKeyedService<IKafkaProducer>(ProducerName(name)),
            retry,
            metrics,
            time,
            loggers.CreateLogger<DeadLetterWriter>());
        return new ConsumeServices
        {
            Options = options,
            Routes = routes,
            Assignment = assignment,
            Status = new GroupStatus(options.GroupId, assignment),
            Starts = new StartPositions(options, routes, time, loggers.CreateLogger<StartPositions>()),
            Delivery = new DeliveryServices(
                options.GroupId,
                provider.GetRequiredService<IGrainFactory>(),
                provider.GetRequiredKeyedService<IRecordDecoder>(name),
                deadLetters,
                new DispatchLimits(options.EntitiesInFlightMax, options.BatchCountMax, retry),
                metrics,
                time,
                loggers),
            Metrics = metrics,
            Time = time,
            Loggers = loggers,
        };
    }
}
