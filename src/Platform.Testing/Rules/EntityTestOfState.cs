using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Processing;

namespace Platform.Testing;

/// <summary>
/// An entity that is given records one by one, as deliveries. It is the platform's own processing that handles them: each record is
/// encoded and decoded, each state is packed and unpacked, duplicates are recognised as in a silo. Expectations are about what the last
/// record did. Owned by one test.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
public sealed class EntityTest<TState>
    where TState : class
{
    private const string Group = "test";
    private static readonly Guid TopicId = new("5e55f6c1-6f3c-4b8e-9d57-0b7b1f6a2c01");

    private readonly Dictionary<string, (string Topic, EncodedEvent Encoded)> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly ProcessingOptions _options = new();
    private readonly EventCatalog _catalog;
    private readonly EventDecoder _decoder;
    private readonly EventEncoder _encoder;
    private readonly EntityRules _rules;
    private readonly FoldDriver<TState> _driver;
    private readonly StateCodec<TState> _codec;
    private ProcessingState<TState> _state = new();
    private ReceivedEvent? _last;
    private BatchFold<TState>? _fold;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal EntityTest(string name, Transition<TState> rules, EventCatalog catalog)
    {
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        _catalog = catalog;
        _decoder = new EventDecoder(catalog);
        _encoder = new EventEncoder(catalog);
        var format = new StateFormat(services.GetRequiredService<Serializer>(), services.GetRequiredService<ICodecProvider>(), catalog, []);
        _codec = new StateCodec<TState>(format);
        _rules = new EntityRules(name.Split('/')[0], name, _options.RecentIds, _options.DeferredCountMax, new FailureRules(null, _options.FailedEvents)) { SizeOf = format.SizeOf };
        _driver = new FoldDriver<TState>(
            new EventHandling<TState>(new EntityTransition<TState>(rules, null), null, _options, new OutputFactory(catalog, _encoder, format.IsPlain)), new ParkedRecords(_decoder).Read);
    }

    /// <summary>The entity's state, or null where no event had an effect yet.</summary>
    public TState? State => _state.Entity;

    /// <summary>Everything the entity has published, in order.</summary>
    public IReadOnlyList<Event> Published { get; private set; } = [];

    /// <summary>A new event arrives, in a record of its own.</summary>
    /// <param name="payload">Its payload; declared.</param>
    /// <param name="id">Its id; null for a new one.</param>
    /// <param name="at">Its time; null for a second after the last one's.</param>
    public EntityTest<TState> Given(object payload, string? id = null, DateTimeOffset? at = null)
    {
        var type = _catalog.TypeOf(payload);
        _now = at ?? _now.AddSeconds(1);
        var @event = new Event
        {
            Id = id ?? Guid.NewGuid().ToString(),
            Type = type.Name,
            Version = type.WrittenVersion,
            Timestamp = _now,
            CorrelationId = "test",
            Payload = payload,
        };
        var encoded = _encoder.Encode(@event);
        _given[@event.Id] = (type.Topic, encoded);
        return Deliver(type.Topic, encoded.Value, encoded.Headers);
    }

    /// <summary>An event that was given comes again under its id, in another record: its producer's duplicate.</summary>
    /// <param name="id">The event's id.</param>
    public EntityTest<TState> GivenAgain(string id) => _given.TryGetValue(id, out var given)
        ? Deliver(given.Topic, given.Encoded.Value, given.Encoded.Headers)
        : throw new PlatformTestException($"No event was given under the id {id}. Right is one of {string.Join(", ", _given.Keys)}.");

    /// <summary>A record as a foreign producer writes it.</summary>
    /// <param name="topic">A declared topic.</param>
    /// <param name="json">The value.</param>
    /// <param name="headers">The headers; a bare payload needs <c>event-type</c>.</param>
    public EntityTest<TState> GivenRecord(string topic, string json, params (string Name, string Value)[] headers) =>
        Deliver(topic, Encoding.UTF8.GetBytes(json), [.. headers.Select(header => KeyValuePair.Create<string, byte[]?>(header.Name, Encoding.UTF8.GetBytes(header.Value)))]);

    /// <summary>The last record is delivered again at its position, as after a crash.</summary>
    public EntityTest<TState> Redelivered() => Deliver(_last ?? throw new PlatformTestException("No record was given yet."));

    /// <summary>So many events are deferred now.</summary>
    /// <param name="count">How many.</param>
    public EntityTest<TState> Defers(int count) => Expect(_state.Deferred.Length == count, $"{count} deferred events", $"{_state.Deferred.Length}");

    /// <summary>The last record published so many events of a type.</summary>
    /// <typeparam name="TPayload">Their payload.</typeparam>
    /// <param name="count">How many.</param>
    /// <param name="check">Checks each; null for none.</param>
    public EntityTest<TState> Publishes<TPayload>(int count, Action<TPayload>? check = null)
        where TPayload : class
    {
        var payloads = LastPublished().Select(@event => @event.Payload).OfType<TPayload>().ToList();
        Expect(payloads.Count == count, $"{count} outputs of {typeof(TPayload).Name}", $"{payloads.Count}");
        payloads.ForEach(payload => check?.Invoke(payload));
        return this;
    }

    /// <summary>The last record published nothing.</summary>
    public EntityTest<TState> PublishesNothing() =>
        Expect(LastPublished().Count == 0, "no output", string.Join(", ", LastPublished().Select(output => output.Type)));

    /// <summary>The last record changed nothing durable: a duplicate, or a redelivery.</summary>
    public EntityTest<TState> IsDuplicate() => Expect(_fold is { } fold && fold.Tally.Applied == 0 && fold.Tally.Ignored.Count == 0 && fold.Rejected.Length == 0 && _state.Quarantine is null, "a duplicate", Describe());

    /// <summary>The last record's event was ignored.</summary>
    /// <param name="reason">Why, as the rules say.</param>
    public EntityTest<TState> Ignores(string reason) => Expect(_fold!.Tally.Ignored.Contains(reason), $"an event ignored as {reason}", Describe());

    /// <summary>The entity is in quarantine.</summary>
    /// <param name="errorType">The kind of error that stopped it.</param>
    public EntityTest<TState> IsQuarantined(string errorType) => Expect(_state.Quarantine?.ErrorType == errorType, $"a quarantine for {errorType}", Describe());

    /// <summary>The entity's state is as expected.</summary>
    /// <param name="check">Checks it; it is not null.</param>
    public EntityTest<TState> HasState(Action<TState> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        check(State ?? throw new PlatformTestException("Expected a state; no event had an effect yet."));
        return this;
    }

    private EntityTest<TState> Deliver(string topic, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]?>> headers)
    {
        var offset = _ends.GetValueOrDefault(topic);
        _ends[topic] = offset + 1;
        var data = new RecordData(topic, TopicId, 0, offset, _now, value, headers);
        var decoded = _decoder.Decode(data);
        object content = decoded.IsEvent ? decoded.Event : (object?)UnreadableEvents.Name(data, decoded)
            ?? throw new PlatformTestException($"The record names no entity, so it would be a dead letter: {decoded.ErrorType}: {decoded.Error}");
        return Deliver(new ReceivedEvent
        {
            Position = new RecordPosition(topic, TopicId, 0, offset, 0),
            Timestamp = _now,
            Value = content,
            Raw = RawRecord.Of(value, headers),
        });
    }

    private EntityTest<TState> Deliver(ReceivedEvent record)
    {
        _last = record;
        _fold = new BatchFold<TState>(_state, _rules, Group, _now);

        // Rules that ask nobody never wait.
        var driven = _driver.DeliverAsync(_fold, [record], new Deadline(TimeProvider.System, _options.DeliveryTimeout), () => { });
        driven.GetAwaiter().GetResult()?.Throw();
        if (_fold.IsChanged)
        {
            _state = _codec.Unpack(_codec.Pack(_fold.ToState()));
        }

        Published = [.. Published, .. LastPublished()];
        return this;
    }

    private List<Event> LastPublished() => _fold is not { IsChanged: true }
        ? []
        : [.. _fold.ToState().Outputs.Select(output => Readable(output.Event))];

    // A payload without a serializer of Orleans' is stored as the record that goes out.
    private Event Readable(OutgoingEvent output) => output.Event.Payload is RawPayload raw && _catalog.Find(output.Event.Type) is not null
        ? _decoder.Decode(new RecordData(output.Topic, TopicId, 0, 0, output.Event.Timestamp, raw.Value, raw.Headers)).Event ?? output.Event
        : output.Event;

    private string Describe() => _state.Quarantine is { } quarantine ? $"a quarantine for {quarantine.ErrorType}: {quarantine.Error}"
        : _fold is { } fold ? $"{fold.Tally.Applied} applied, ignored: [{string.Join(", ", fold.Tally.Ignored)}], {_state.Deferred.Length} deferred"
        : "nothing given";

    private EntityTest<TState> Expect(bool condition, string expected, string actual) =>
        condition ? this : throw new PlatformTestException($"{_rules.Name}: expected {expected}; there is {actual}.");
}
