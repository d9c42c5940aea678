namespace Orleans.Streaming.Kafka;

/// <summary>Says what becomes of one topic's records.</summary>
public sealed class KafkaTopicBuilder
{
    private readonly string _topic;
    private Func<ReceivedEvent, string?>? _entityOf;
    private Func<IGrainFactory, string, IEventReceiver>? _receiverOf;
    private KafkaStart? _start;

    internal KafkaTopicBuilder(string topic) => _topic = topic;

    /// <summary>
    /// Keyed delivery: each event goes to the grain of its entity, in order per entity and partition, one call in flight
    /// per entity, many entities at once.
    /// </summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <param name="entity">Names the entity; null for the record key. An event whose entity can't be named is a dead letter.</param>
    public KafkaTopicBuilder DeliverTo<TGrain>(Func<ReceivedEvent, string?>? entity = null)
        where TGrain : IEventReceiver
    {
        _entityOf = entity ?? (static e => e.Key);
        _receiverOf = static (grains, id) => grains.GetGrain<TGrain>(id);
        return this;
    }

    /// <summary>Keyed delivery by record key, to a grain interface that is known at run time only.</summary>
    /// <param name="grainInterface">An interface that extends <see cref="IEventReceiver"/>.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public KafkaTopicBuilder DeliverTo(Type grainInterface)
    {
        ArgumentNullException.ThrowIfNull(grainInterface);
        if (!grainInterface.IsInterface || !typeof(IEventReceiver).IsAssignableFrom(grainInterface))
        {
            throw new ArgumentException($"{grainInterface.FullName} is no interface that extends {nameof(IEventReceiver)}.", nameof(grainInterface));
        }

        _entityOf = static e => e.Key;
        _receiverOf = (grains, id) => (IEventReceiver)grains.GetGrain(grainInterface, id);
        return this;
    }

    /// <summary>Where the group begins with this topic, instead of <see cref="KafkaStreamOptions.Start"/>.</summary>
    /// <param name="start">The start.</param>
    public KafkaTopicBuilder StartAt(KafkaStart start)
    {
        _start = start;
        return this;
    }

    internal KafkaTopicRoute Build() =>
        _entityOf is null || _receiverOf is null
            ? throw new InvalidOperationException($"Topic \"{_topic}\" has no delivery: call DeliverTo<TGrain>().")
            : new KafkaTopicRoute(_topic, _entityOf, _receiverOf, _start);
}
