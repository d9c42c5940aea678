using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What a provider consists of, apart from Orleans' stream runtime: <see cref="AddKafkaStreamProducer"/> is all a client needs,
/// <see cref="AddKafkaGroup"/> adds what a silo reads with.
/// </summary>
internal static class KafkaStreamsParts
{
    // Below the stage where agents start, so that it stops after them: agents drain, then the group is left.
    private const int ConsumeStage = ServiceLifecycleStage.BecomeActive;

    /// <summary>The name of a provider's own producer.</summary>
    public static string ProducerName(string provider) => $"kafka-streams:{provider}";

    /// <summary>Adds the producer of a provider's streams and dead letters, on the provider's own connection.</summary>
    public static IServiceCollection AddKafkaStreamProducer(this IServiceCollection services, string name)
    {
        var producer = ProducerName(name);
        services.AddKafkaProducerParts(producer);
        services.TryAddSingleton<StreamContextHeaders>();
        return services.AddSingleton<IConfigureOptions<KafkaProducerOptions>>(provider => new ConfigureNamedOptions<KafkaProducerOptions>(
            producer,
            options =>
            {
                var stream = OptionsOf(provider, name);
                (options.Connection, options.RecordBytesMax, options.AllowLargeRecords) = (stream.Connection, stream.RecordBytesMax + TopicNeeds.ProvenanceBytesMax, stream.AllowLargeRecords);
            }));
    }

    /// <summary>Adds a member of a consumer group with its delivery, on top of <see cref="AddKafkaStreamProducer"/>.</summary>
    public static IServiceCollection AddKafkaGroup(this IServiceCollection services, string name, IReadOnlyDictionary<string, KafkaTopicRoute> routes)
    {
        services.AddKafkaStreamProducer(name);
        services.TryAddSingleton<KafkaGroupOffsets>();
        services.TryAddSingleton<IKafkaGroupOffsets>(provider => provider.GetRequiredService<KafkaGroupOffsets>());
        services.TryAddSingleton<IKafkaGroupProgress>(provider => provider.GetRequiredService<KafkaGroupOffsets>());
        services.TryAddKeyedSingleton<IRecordDecoder>(name, (_, _) => new RawBytesDecoder());
        services.TryAddKeyedSingleton<IFailureClassifier>(name, (_, _) => new FailureClassifier());
        // The dead-letter topic is checked before the first dead letter is sent: a producer takes half a minute to say that a topic is missing.
        services.AddKeyedSingleton<IKafkaTopics>(ProducerName(name), (provider, _) => new KafkaTopics(
            OptionsOf(provider, name).Connection!,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaTopics>>()));
        // A receiver's KafkaStreamException carries the client's own exception, which must get to the silo that delivers.
        services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Confluent.Kafka"));
        services.TryAddKeyedSingleton<IStreamEventEncoder>(name, (_, _) => new JsonStreamEventEncoder());
        services.AddSingleton<IConfigurationValidator>(provider => new KafkaStreamOptionsValidator(
            name,
            OptionsOf(provider, name),
            [.. routes.Values],
            () => ReservedBytes(provider, name, OptionsOf(provider, name), routes.Values)));
        services.TryAddSingleton<EventSerializers>();
        services.AddSingleton<IConfigurationValidator>(provider => new EventTypesValidator(
            name,
            [.. routes.Values],
            provider.GetRequiredService<EventSerializers>(),
            provider.GetRequiredKeyedService<IRecordDecoder>(name),
            provider.GetRequiredKeyedService<IStreamEventEncoder>(name)));
        services.AddKeyedSingleton(name, (provider, _) => new KafkaConsumerGroup(CreateServices(provider, name, routes)));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<KafkaConsumerGroup>(name));
        services.AddKeyedSingleton<IKafkaGroupStatus>(name, (provider, _) => provider.GetRequiredKeyedService<KafkaConsumerGroup>(name).Services.Status);
        services.AddSingleton(provider => provider.GetRequiredKeyedService<IKafkaGroupStatus>(name));
        services.AddKafkaPartitions();
        services.AddSingleton<IHostedService>(provider => CreateGuard(provider, name, routes.Values.ToDictionary(route => route.Topic, route => route.DeadLetters.TopicOf(route.Topic), StringComparer.Ordinal)));
        return services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => new KafkaConsumerGroupLifecycle(
            name,
            ConsumeStage,
            provider.GetRequiredKeyedService<KafkaConsumerGroup>(name),
            new ReceiverCheck(
                name,
                ReceiversOf(routes),
                provider.GetRequiredService<GrainInterfaceTypeResolver>(),
                provider.GetRequiredService<GrainInterfaceTypeToGrainTypeResolver>(),
                provider.GetRequiredService<IClusterManifestProvider>(),
                provider.GetRequiredService<ILogger<ReceiverCheck>>()),
            provider.GetRequiredService<IOptions<ClusterMembershipOptions>>(),
            provider.GetRequiredService<ILogger<KafkaConsumerGroupLifecycle>>()));
    }

    public static KafkaStreamOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name);

    private static IEnumerable<ReceiverFinder> ReceiversOf(IReadOnlyDictionary<string, KafkaTopicRoute> routes) =>
        routes.Values.Select(route => route.Receivers).OfType<ReceiverFinder>();

    private static TopicGuard CreateGuard(IServiceProvider provider, string name, IReadOnlyDictionary<string, string?> topics) => new(
        name,
        new TopicCheck(
            name,
            OptionsOf(provider, name),
            topics,
            provider.GetService<IHostEnvironment>()?.IsDevelopment() ?? false,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TopicCheck>>()).InspectAsync,
        provider.GetRequiredKeyedService<KafkaConsumerGroup>(name).Services.Status,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<TopicGuard>>());

    private static long ReservedBytes(IServiceProvider provider, string name, KafkaStreamOptions options, IEnumerable<KafkaTopicRoute> routes) => MemoryBudget.ReservedBy(
        options,
        provider.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get(ProducerName(name)).QueueBytesMax,
        routes.Any(route => route.Stream is not null));

    private static ConsumeServices CreateServices(IServiceProvider provider, string name, IReadOnlyDictionary<string, KafkaTopicRoute> routes)
    {
        var options = OptionsOf(provider, name);
        var time = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<KafkaMetrics>();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        var retry = new RetrySchedule(options.RetryDelay, options.RetryDelayMax);
        var assignment = new GroupAssignment();
        var lines = new LogThrottle<LogKind>(time);
        var report = new ClientReport($"Kafka group \"{options.GroupId}\"", options.Connection!, time, loggers.CreateLogger<ClientReport>());
        var deadLetters = CreateDeadLetters(provider, name, routes, retry, lines);
        var breaker = new CircuitBreaker(options.FailingEntitiesMax);
        var positions = new RecordedPositions(options.GroupId, provider.GetService<IGroupPositionStore>(), options.TrustCommittedOffsets, loggers.CreateLogger<RecordedPositions>());
        var topics = new TopicDirectory(options.GroupId, metrics, loggers.CreateLogger<TopicDirectory>());
        var status = new GroupStatus(options.GroupId, assignment, report)
        {
            Health = new DeliveryHealth(assignment, [.. ReceiversOf(routes)], deadLetters, breaker, options.StuckCallAge),
        };
        return new ConsumeServices
        {
            Options = options,
            Routes = routes,
            Assignment = assignment,
            Status = status,
            Rights = new DeniedRights(status),
            Topics = topics,
            Positions = positions,
            Starts = new StartPositions(options, routes, positions, time, loggers.CreateLogger<StartPositions>()),
            Delivery = new DeliveryServices(
                options.GroupId,
                provider.GetRequiredService<IGrainFactory>(),
                TopicDecoders.Create(provider, routes.Values, provider.GetRequiredKeyedService<IRecordDecoder>(name)),
                deadLetters,
                DispatchLimits.Of(options),
                metrics,
                time,
                loggers)
            {
                Lines = lines,
                Memory = new MemoryBudget(options, ReservedBytes(provider, name, options, routes.Values)),
                Judge = new FailureJudge(provider.GetRequiredKeyedService<IFailureClassifier>(name), options.UnclassifiedTimeMax, breaker, lines, time, loggers.CreateLogger<FailureJudge>()),
                PermanentFailure = options.PermanentFailure,
                Serializers = provider.GetRequiredService<EventSerializers>(),
                Context = provider.GetRequiredService<StreamContextHeaders>(),
                LocalReceivers = provider.GetService<ILocalEventReceivers>(),
                Ownership = new EntityOwnership(assignment, topics, routes, provider.GetRequiredService<IGrainFactory>()),
                PartitionsOf = topic => topics.Topics.TryGetValue(topic, out var seen) ? seen.Partitions : 0,
            },
            Metrics = metrics,
            Report = report,
            Certificates = new CertificateFiles(options.Connection!, report, time),
            Time = time,
            Loggers = loggers,
        };
    }

    private static IDeadLetters CreateDeadLetters(IServiceProvider provider, string name, IReadOnlyDictionary<string, KafkaTopicRoute> routes, RetrySchedule retry, LogThrottle<LogKind> lines)
    {
        var group = OptionsOf(provider, name).GroupId;
        var time = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<KafkaMetrics>();
        var topics = new DeadLetterWriter(
            group,
            provider.GetRequiredKeyedService<IKafkaProducer>(ProducerName(name)),
            new DeadLetterTopics(provider.GetRequiredKeyedService<IKafkaTopics>(ProducerName(name)).GetPartitionCountAsync, time),
            provider.GetKeyedService<IOversizedRecordStore>(name) ?? provider.GetService<IOversizedRecordStore>(),
            retry,
            metrics,
            lines,
            time,
            provider.GetRequiredService<ILogger<DeadLetterWriter>>())
        {
            TopicOf = topic => routes[topic].DeadLetters.TopicOf(topic)!,
        };
        var own = routes.Values.Where(route => route.DeadLetters.Suffix is null).ToDictionary(route => route.Topic, Own, StringComparer.Ordinal);
        return own.Count == 0 ? topics : new TopicDeadLetters(own, topics);

        IDeadLetters Own(KafkaTopicRoute route) => route.DeadLetters.SinkOf is { } sinkOf
            ? new SinkDeadLetters(group, sinkOf(provider), new DeadLetterRetries(retry, lines, time, provider.GetRequiredService<ILogger<DeadLetterRetries>>()), metrics, time)
            : new SkippedDeadLetters(group, metrics, lines, provider.GetRequiredService<ILogger<SkippedDeadLetters>>());
    }
}
