using System.Collections.Frozen;
using System.Text.Json;

namespace Platform.Events;

/// <summary>Every declared topic and event type of an application. Immutable and thread-safe.</summary>
public sealed class EventCatalog
{
    private readonly FrozenDictionary<string, TopicTypes> _byTopic;
    private readonly FrozenDictionary<string, EventType> _byName;
    private readonly FrozenDictionary<Type, EventType> _byPayload;

    internal EventCatalog(IReadOnlyList<string> topics, IReadOnlyList<EventType> types, JsonSerializerOptions options)
    {
        Topics = topics;
        Types = types;
        Options = options;
        _byTopic = topics.ToFrozenDictionary(topic => topic, topic => new TopicTypes([.. types.Where(type => type.Topic == topic)]), StringComparer.Ordinal);
        _byName = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        _byPayload = types.ToFrozenDictionary(type => type.PayloadType);
    }

    /// <summary>The declared topics, in the order of their declaration.</summary>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>The declared event types, in the order of their declaration.</summary>
    public IReadOnlyList<EventType> Types { get; }

    /// <summary>How payloads are written.</summary>
    internal JsonSerializerOptions Options { get; }

    /// <summary>Declares topics and event types.</summary>
    /// <param name="declare">Declares them.</param>
    /// <exception cref="InvalidOperationException">A declaration contradicts itself or another one; the message says which and what would be right.</exception>
    public static EventCatalog Of(Action<EventCatalogBuilder> declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        var builder = new EventCatalogBuilder();
        declare(builder);
        return builder.Build();
    }

    /// <summary>The event type of a name, or null where none is declared.</summary>
    /// <param name="name">The name.</param>
    public EventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The event type of a payload type, or null where none is declared.</summary>
    /// <param name="payload">The payload type.</param>
    public EventType? Find(Type payload) => _byPayload.GetValueOrDefault(payload);

    /// <summary>The event type of a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <exception cref="ArgumentException">Its type is not declared.</exception>
    public EventType TypeOf(object payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return Find(payload.GetType()) ?? throw new ArgumentException(
            $"{payload.GetType().Name} is the payload of no declared event type. Right is events.Topic(\"…\").Carries<{payload.GetType().Name}>(\"…\", …), or one of {string.Join(", ", Types.Select(type => type.PayloadType.Name))}.", nameof(payload));
    }

    /// <summary>A key of a payload type, apart from the declared one.</summary>
    /// <typeparam name="TPayload">The payload type.</typeparam>
    /// <param name="key">Reads it.</param>
    public EntityKey KeyOf<TPayload>(System.Linq.Expressions.Expression<Func<TPayload, string?>> key)
        where TPayload : class => EntityKey.Of(key, Options);

    /// <summary>The event types that a topic carries; empty where it carries none or is not declared.</summary>
    /// <param name="topic">The topic's name.</param>
    public IReadOnlyList<EventType> TypesOf(string topic) => _byTopic.TryGetValue(topic, out var types) ? types.All : [];

    /// <summary>
    /// The declarations as a Markdown table, for the page that producers read: a line for each version that is read, with the fields of its
    /// payload. A field with a <c>?</c> may be left out.
    /// </summary>
    public string ToMarkdown() => EventCatalogPage.Of(this);

    /// <summary>The event types of a topic, or null where it carries none.</summary>
    internal TopicTypes? OfTopic(string topic) => _byTopic.TryGetValue(topic, out var types) && types.All.Count > 0 ? types : null;
}
