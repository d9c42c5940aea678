using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Streaming.Kafka;

/// <summary>Says what becomes of one topic's records.</summary>
public sealed class KafkaTopicBuilder
{
    private readonly string _topic;
    private Func<ReceivedEvent, string?>? _entityOf;
    private Type? _grainInterface;
    private KafkaStart? _start;
    private FailurePolicy? _permanentFailure;
    private KeylessRecords _keyless;
    private int _workers;
    private KafkaStreamTopicOptions? _stream;
    private Func<IServiceProvider, IRecordDecoder>? _decoderOf;
    private Type? _eventType;

    internal KafkaTopicBuilder(string topic) => _topic = topic;

    /// <summary>
    /// Keyed delivery: each event goes to the grain of its entity, in order per entity and partition, one call in flight
    /// per entity, many entities at once.
    /// </summary>
    /// <typeparam name="TGrain">The grain's interface. It extends <see cref="IEventReceiver"/> or <see cref="ICancellableEventReceiver"/>.</typeparam>
    /// <remarks>
    /// An id is valid UTF-8 of 1–512 bytes, not blank and without control characters; a record that names none is a dead letter.
    /// Where the record key names the entity, a null value is passed on as <see cref="Tombstone"/>, without asking the decoder;
    /// with <paramref name="entity"/> it is a dead letter, since it names nobody.
    /// </remarks>
    /// <param name="entity">Names the entity; null for the record key.</param>
    /// <exception cref="ArgumentException">The interface can't be delivered to.</exception>
    public KafkaTopicBuilder DeliverTo<TGrain>(Func<ReceivedEvent, string?>? entity = null)
        where TGrain : IKeyedReceiver
    {
        _grainInterface = Receiving(typeof(TGrain), nameof(TGrain));
        _entityOf = entity;
        return this;
    }

    /// <summary>
    /// As <see cref="DeliverTo{TGrain}(Func{ReceivedEvent, string?}?)"/>, of events of one type: each <see cref="ReceivedEvent.Value"/> is a
    /// <typeparamref name="TEvent"/>, read as JSON unless <see cref="DecodeWith{TEvent}(IDeserializer{TEvent})"/> or another overload says how; a record
    /// that is none is a dead letter.
    /// </summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <typeparam name="TEvent">The events' type. It needs an Orleans serializer, as the grain may be in another silo: without one the silo does not start.</typeparam>
    /// <param name="entity">Names the entity; null for the record key.</param>
    public KafkaTopicBuilder DeliverTo<TGrain, TEvent>(Func<TEvent, string?>? entity = null)
        where TGrain : IKeyedReceiver
        where TEvent : notnull
    {
        UseEventType<TEvent>();
        return DeliverTo<TGrain>(entity is null ? null : received => entity((TEvent)received.Value));
    }

    /// <summary>Keyed delivery by record key, to a grain interface that is known at run time only.</summary>
    /// <param name="grainInterface">An interface that extends <see cref="IEventReceiver"/> or <see cref="ICancellableEventReceiver"/>.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public KafkaTopicBuilder DeliverTo(Type grainInterface)
    {
        ArgumentNullException.ThrowIfNull(grainInterface);
        _grainInterface = Receiving(grainInterface, nameof(grainInterface));
        _entityOf = null;
        return this;
    }

    /// <summary>
    /// Stream delivery: each record is an event of the Orleans stream whose namespace is the topic (or what its options say) and whose key is the record
    /// key, for implicit and explicit subscribers. Its offset is committed once all of them are done with it.
    /// </summary>
    /// <param name="configure">Sets how.</param>
    /// <remarks>
    /// Subscribers are given the event as the type they subscribe with: what the provider's decoder made of the record where it is
    /// of that type, the value's bytes for <c>byte[]</c>, as UTF-8 for <c>string</c>, as JSON for any other type.
    /// </remarks>
    public KafkaTopicBuilder AsStream(Action<KafkaStreamTopicOptions>? configure = null)
    {
        var options = new KafkaStreamTopicOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchCountMax, 1);
        _stream = options;
        return this;
    }

    /// <summary>
    /// As <see cref="AsStream(Action{KafkaStreamTopicOptions}?)"/>, of events of one type: a record that is no JSON of it is a dead
    /// letter before anyone is given it.
    /// </summary>
    /// <typeparam name="TEvent">The events' type. It needs an Orleans serializer, as subscribers may be in another silo: without one the silo does not start.</typeparam>
    /// <param name="configure">Sets how.</param>
    public KafkaTopicBuilder AsStream<TEvent>(Action<KafkaStreamTopicOptions>? configure = null)
        where TEvent : notnull
    {
        UseEventType<TEvent>();
        return AsStream(configure);
    }

    /// <summary>Decodes the topic's records with a singleton of this type, instead of the provider's decoder.</summary>
    /// <typeparam name="TDecoder">The decoder. Made once for the topic, of the silo's services.</typeparam>
    public KafkaTopicBuilder DecodeWith<TDecoder>()
        where TDecoder : class, IRecordDecoder
    {
        _decoderOf = static services => ActivatorUtilities.GetServiceOrCreateInstance<TDecoder>(services);
        return this;
    }

    /// <summary>
    /// Decodes the topic's values with a deserializer of Confluent.Kafka's: those of the schema registry's formats <c>AsSyncOverAsync()</c>. One that
    /// throws makes a dead letter of the record.
    /// </summary>
    /// <typeparam name="TEvent">The events' type; as for <see cref="AsStream{TEvent}"/>.</typeparam>
    /// <param name="deserializer">The deserializer. Thread-safe.</param>
    public KafkaTopicBuilder DecodeWith<TEvent>(IDeserializer<TEvent> deserializer)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(deserializer);
        (_decoderOf, _eventType) = (_ => new ConfluentRecordDecoder<TEvent>(deserializer), typeof(TEvent));
        return this;
    }

    /// <summary>Where the group begins with this topic, instead of <see cref="KafkaStreamOptions.Start"/>.</summary>
    /// <param name="start">The start.</param>
    public KafkaTopicBuilder StartAt(KafkaStart start)
    {
        _start = start;
        return this;
    }

    /// <summary>What becomes of an event whose delivery failed permanently, instead of <see cref="KafkaStreamOptions.PermanentFailure"/>.</summary>
    /// <param name="policy">The policy.</param>
    public KafkaTopicBuilder OnPermanentFailure(FailurePolicy policy)
    {
        _permanentFailure = policy;
        return this;
    }

    /// <summary>What becomes of records without a key, where the record key names the entity. Default <see cref="KeylessRecords.DeadLetter"/>.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="workers">How many grains share a partition's records with <see cref="KeylessRecords.Spread"/>. A redelivered record comes to the same one. Default 16.</param>
    public KafkaTopicBuilder WithoutKey(KeylessRecords policy, int workers = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        if (!Enum.IsDefined(policy))
        {
            throw new ArgumentOutOfRangeException(nameof(policy), policy, $"Right is {string.Join(" or ", Enum.GetNames<KeylessRecords>())}.");
        }

        (_keyless, _workers) = (policy, workers);
        return this;
    }

    internal KafkaTopicRoute Build()
    {
        if (_stream is not null)
        {
            return _grainInterface is null
                ? new KafkaTopicRoute(_topic, static e => e.Key, static (_, _) => throw new UnreachableException("A stream has no receiver."), _start) { Stream = _stream, DecoderOf = _decoderOf, EventType = _eventType }
                : throw new InvalidOperationException($"Topic \"{_topic}\" has two deliveries: call DeliverTo<TGrain>() or AsStream(), not both.");
        }

        if (_grainInterface is null)
        {
            throw new InvalidOperationException($"Topic \"{_topic}\" has no delivery: call DeliverTo<TGrain>() or AsStream().");
        }

        if (_entityOf is not null && _keyless != KeylessRecords.DeadLetter)
        {
            throw new InvalidOperationException($"Topic \"{_topic}\": WithoutKey is for topics whose entities are named by the record key; here DeliverTo names them.");
        }

        var receivers = new ReceiverFinder(_topic, _grainInterface);
        return new KafkaTopicRoute(_topic, _entityOf ?? KeyNames(), receivers.Find<IEventReceiver>, _start)
        {
            CancellableOf = typeof(ICancellableEventReceiver).IsAssignableFrom(_grainInterface) ? receivers.Find<ICancellableEventReceiver> : null,
            Receivers = receivers,
            GrainOf = receivers.IdOf,
            IsNamedByKey = _entityOf is null,
            PermanentFailure = _permanentFailure,
            DecoderOf = _decoderOf,
            EventType = _eventType,
        };
    }

    private static Type Receiving(Type grainInterface, string parameter)
    {
        var isEither = typeof(IEventReceiver).IsAssignableFrom(grainInterface) != typeof(ICancellableEventReceiver).IsAssignableFrom(grainInterface);
        return grainInterface.IsInterface && isEither && typeof(IGrainWithStringKey).IsAssignableFrom(grainInterface)
            ? grainInterface
            : throw new ArgumentException($"{grainInterface.FullName} is no interface that extends {nameof(IEventReceiver)}, or {nameof(ICancellableEventReceiver)} and {nameof(IGrainWithStringKey)}.", parameter);
    }

    private void UseEventType<TEvent>()
        where TEvent : notnull
    {
        _eventType = typeof(TEvent);
        // Also where it is called after DecodeWith.
        _decoderOf ??= static _ => new JsonRecordDecoder<TEvent>();
    }

    private Func<ReceivedEvent, string?> KeyNames()
    {
        var workers = _workers;
        return _keyless switch
        {
            KeylessRecords.Spread => e => e.Key ?? string.Create(CultureInfo.InvariantCulture, $"{e.Position.Topic}/{e.Position.Partition}/{e.Position.Offset % workers}"),
            KeylessRecords.OnePerPartition => static e => e.Key ?? string.Create(CultureInfo.InvariantCulture, $"{e.Position.Topic}/{e.Position.Partition}"),
            _ => static e => e.Key,
        };
    }
}
