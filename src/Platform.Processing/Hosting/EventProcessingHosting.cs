using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing;

/// <summary>Registers event processing with a silo.</summary>
public static class EventProcessingHosting
{
    // About 200 bytes each.
    private const int SettledRowsMax = 100_000;

    /// <summary>
    /// Adds what event-processing grains need. Beside it the silo registers an <see cref="IGrainStorage"/>, an <see cref="Platform.Persistence.IParkingStorage"/> and an
    /// <see cref="Platform.Persistence.IDeferredWriteStorage"/> under <see cref="EventProcessing.StorageName"/>, an <see cref="IOutputPublisher"/>, an <see cref="ICommittedOffsets"/> and an <see cref="ITopicProgress"/>.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="events">The application's topics and event types.</param>
    /// <param name="configure">Sets the limits; checked at start.</param>
    public static IServiceCollection AddEventProcessing(this IServiceCollection services, EventCatalog events, Action<ProcessingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(events);
        var options = services.AddOptions<ProcessingOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProcessingOptions>, ProcessingOptionsValidator>());
        services.TryAddSingleton<ProcessingMetrics>();
        services.AddSingleton(events);
        services.TryAddSingleton<EventEncoder>();
        services.TryAddSingleton<EventDecoder>();
        services.TryAddSingleton<ParkedRecordReader>(provider => new ParkedRecords(provider.GetRequiredService<EventDecoder>()).Read);

        // Payloads without a serializer of Orleans' travel between silos as JSON.
        services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => events.Find(type) is not null && !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false), EventJson.CreateOptions()));
        services.TryAddSingleton<EntityClaims>();
        services.TryAddSingleton<EntityClaimer>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<EntityClaimer>());
        services.AddGrainService<EntityClaimService>();
        services.TryAddSingleton(provider => new LateWrites(
            EventProcessing.TimeOf(provider), provider.GetRequiredService<IOptions<ProcessingOptions>>().Value.LateWriteDelay));
        services.TryAddSingleton(provider => new LocalEntities(
            provider.GetRequiredService<IOptions<ProcessingOptions>>().Value.ActiveEntitiesMax, provider.GetRequiredService<EntityClaims>(), provider.GetRequiredService<LateWrites>()));
        services.TryAddSingleton(new SettledRows(SettledRowsMax));
        services.TryAddSingleton<ILocalEventReceivers>(provider => provider.GetRequiredService<LocalEntities>());
        services.TryAddSingleton(provider => new KafkaReach(
            provider.GetRequiredService<LocalEntities>(), provider.GetRequiredService<IClusterMembershipService>(), provider.GetRequiredService<ILocalSiloDetails>(), provider.GetRequiredService<ILogger<KafkaReach>>()));
        services.TryAddSingleton(provider => new DeliveryClock(
            EventProcessing.TimeOf(provider), provider.GetRequiredService<IOptions<ProcessingOptions>>().Value.DeliveryTimeout));
        services.TryAddSingleton(provider => new EventProcessing(provider));
        services.TryAddSingleton<RedriveWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<RedriveWatch>());
        services.TryAddSingleton<DeferralWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<DeferralWatch>());
        return services;
    }
}
