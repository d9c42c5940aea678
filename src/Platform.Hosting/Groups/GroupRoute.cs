using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Hosting;

/// <summary>Where one topic's events go in one group.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Grain">The grain's interface.</param>
/// <param name="DeliverTo">Configures the provider, with what names the entity.</param>
/// <param name="Key">Names the entity where it is not the declared one; null for that one.</param>
/// <param name="ByRecord">Names the grain by the record alone, or null.</param>
internal sealed record GroupRoute(
    string Topic,
    Type Grain,
    Action<KafkaTopicBuilder, Func<ReceivedEvent, string?>> DeliverTo,
    Func<EventCatalog, EntityKey>? Key,
    Func<ReceivedEvent, string?>? ByRecord);
