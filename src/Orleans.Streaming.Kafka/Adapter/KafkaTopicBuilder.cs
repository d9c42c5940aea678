using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Streaming.Kafka;

/// <summary>Says what becomes of one topic's records.</summary>
public sealed class KafkaTopicBuilder
{
    private const int TopicNameLengthMax = 249;

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
    private DeadLetterTarget _deadLetters = DeadLetterTarget.Default;
    private RecordFilter? _filter;

    internal KafkaTopicBuilder(string topic) => _topic = topic;

    /// <summary>
    /// Keyed delivery: each event goes to the grain of its entity, in order per entity and partition, one call in flight
    /// per entity, many entities at once.
    /// </summary>
    /// <typeparam name="TGrain">The grain's interface. It extends <see cref="IEventReceiver"/> or <see cref="ICancellableEventReceiver"/>.</typeparam>
    /// <remarks>
    /// An id is valid UTF-8 of 1–512 bytes, not blank and without control characters; a record that names none is a dead letter.
    /// Where the record key names the entity, a null value is passed on as <see cref="Tombstone"/>, without asking the decoder;
    /// with <paramref name="entity"/> it is a dead letter, since it names nobody. Grains with other keys than strings (<see cref="IGrainWithGuidKey"/>,
    /// <see cref="IGrainWithIntegerKey"/> in decimal, or one of these, <c>+</c> and an extension for a compound key) are named by the same text: a
    /// record whose id is no such key is a dead letter.
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
    /// Decodes the topic's values with a deserializer of Confluent.Kafka's. One that throws makes a dead letter of the record, whatever it throws; those of the
    /// schema registry's formats, which ask a server, as they are (<see cref="DecodeWith{TEvent}(IAsyncDeserializer{TEvent})"/>) rather than <c>AsSyncOverAsync()</c>.
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

    /// <summary>
    /// Decodes the topic's values with an asynchronous deserializer of Confluent.Kafka's, those of the schema registry's formats for example: ahead of their
    /// delivery, in order, one record of a partition at a time, and no thread waits. What fails in a way that may pass (a registry that does not
    /// answer, or answers with a status of 401, 403, 408, 429 or from 500 on; else what <see cref="FailureClassifier"/> calls transient) is tried again for as
    /// long as that lasts, while the partition waits and the status says so; any other failure makes a dead letter of the record.
    /// </summary>
    /// <typeparam name="TEvent">The events' type; as for <see cref="AsStream{TEvent}"/>.</typeparam>
    /// <param name="deserializer">The deserializer. Thread-safe.</param>
    public KafkaTopicBuilder DecodeWith<TEvent>(IAsyncDeserializer<TEvent> deserializer)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(deserializer);
        (_decoderOf, _eventType) = (_ => new ConfluentAsyncRecordDecoder<TEvent>(deserializer, new FailureClassifier()), typeof(TEvent));
        return this;
    }

    /// <summary>
    /// Delivers only records that the predicate accepts, which is called with each before it is decoded: by its headers, for example. Others are
    /// skipped for this group: counted (<c>kafka.messages.skipped</c>, as <c>filtered</c>) and committed past. Where it throws, the record is a dead letter.
    /// </summary>
    /// <param name="accepts">The predicate: fast, without side effects, called by many threads at once.</param>
    public KafkaTopicBuilder Where(Func<KafkaRecord, bool> accepts)
    {
        ArgumentNullException.ThrowIfNull(accepts);
        _filter = new RecordFilter(accepts);
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

    /// <summary>Where this topic's dead letters go: to the topic of its name and a suffix. Default <c>.dlq</c>. Of this, a sink and none the last call counts.</summary>
    /// <param name="suffix">The suffix: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <exception cref="ArgumentException">It is empty, or a topic can't be named so.</exception>
    public KafkaTopicBuilder DeadLetterSuffix(string suffix)
    {
        ArgumentException.ThrowIfNullOrEmpty(suffix);
        if (!suffix.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') || _topic.Length + suffix.Length > TopicNameLengthMax)
        {
            throw new ArgumentException($"Topic \"{_topic}\": no topic can be named \"{_topic}{suffix}\": right are at most {TopicNameLengthMax} letters, digits, '.', '_' and '-'.", nameof(suffix));
        }

        _deadLetters = new DeadLetterTarget(suffix);
        return this;
    }

    /// <summary>Gives this topic's dead letters to a singleton of this type, instead of a topic: at least once, and again for as long as it throws.</summary>
    /// <typeparam name="TSink">The sink. One among the silo's services, or else made of them.</typeparam>
    public KafkaTopicBuilder DeadLettersTo<TSink>()
        where TSink : class, IDeadLetterSink =>
        DeadLettersTo(static services => ActivatorUtilities.GetServiceOrCreateInstance<TSink>(services));

    /// <summary>
    /// This topic has no dead letters: what would be one is passed over, counted (<c>kafka.messages.skipped</c>) and logged, and then gone for this group.
    /// </summary>
    public KafkaTopicBuilder WithoutDeadLetters()
    {
        _deadLetters = DeadLetterTarget.None;
        return this;
    }

    internal KafkaTopicBuilder DeadLettersTo(Func<IServiceProvider, IDeadLetterSink> sinkOf)
    {
        _deadLetters = new DeadLetterTarget(Suffix: null, sinkOf);
        return this;
    }

    internal KafkaTopicRoute Build() => BuildDelivery() with { DeadLetters = _deadLetters, Filter = _filter };

    private KafkaTopicRoute BuildDelivery()
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

        GrainKey.TryFind(_grainInterface, out var key);
        if (key is not null && _keyless != KeylessRecords.DeadLetter)
        {
            throw new InvalidOperationException($"Topic \"{_topic}\": WithoutKey names grains by topic, partition and offset, and {_grainInterface.Name} has other keys.");
        }

        var receivers = new ReceiverFinder(_topic, _grainInterface, key);
        return new KafkaTopicRoute(_topic, _entityOf ?? KeyNames(), receivers.Find<IEventReceiver>, _start)
        {
            CancellableOf = typeof(ICancellableEventReceiver).IsAssignableFrom(_grainInterface) ? receivers.Find<ICancellableEventReceiver> : null,
            Receivers = receivers,
            GrainOf = receivers.IdOf,
            Key = key,
            IsNamedByKey = _entityOf is null,
            PermanentFailure = _permanentFailure,
            DecoderOf = _decoderOf,
            EventType = _eventType,
        };
    }

    private static Type Receiving(Type grainInterface, string parameter)
    {
        var isEither = typeof(IEventReceiver).IsAssignableFrom(grainInterface) != typeof(ICancellableEventReceiver).IsAssignableFrom(grainInterface);
        return grainInterface.IsInterface && isEither && GrainKey.TryFind(grainInterface, out _)
            ? grainInterface
            : throw new ArgumentException($"{grainInterface.FullName} is no interface that extends {nameof(IEventReceiver)}, or {nameof(ICancellableEventReceiver)} and one of Orleans' interfaces for keys, {nameof(IGrainWithStringKey)} for example.", parameter);
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
