using System.Linq.Expressions;

namespace Platform.Events;

/// <summary>Says which event types a topic carries: one, or several.</summary>
public sealed class EventTopicBuilder
{
    private readonly EventCatalogBuilder _catalog;
    private readonly string _topic;

    internal EventTopicBuilder(EventCatalogBuilder catalog, string topic)
    {
        _catalog = catalog;
        _topic = topic;
    }

    /// <summary>Declares an event type.</summary>
    /// <typeparam name="TPayload">The payload that rules see: an immutable record.</typeparam>
    /// <param name="type">The type's name, as in <c>eventType</c>: <c>meter.reading</c>.</param>
    /// <param name="key">Names the entity: <c>r => r.MeterId</c>.</param>
    /// <param name="configure">Says which versions there are; without it 1.x, whose payload is <typeparamref name="TPayload"/>.</param>
    /// <exception cref="InvalidOperationException">The type, or its payload, is declared already.</exception>
    public EventTopicBuilder Carries<TPayload>(string type, Expression<Func<TPayload, string?>> key, Action<EventTypeBuilder<TPayload>>? configure = null)
        where TPayload : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentNullException.ThrowIfNull(key);
        var builder = new EventTypeBuilder<TPayload>(_topic, type, key);
        configure?.Invoke(builder);
        _catalog.Add(builder.ToDeclaration());
        return this;
    }

    /// <inheritdoc cref="EventCatalogBuilder.Topic"/>
    public EventTopicBuilder Topic(string name) => _catalog.Topic(name);
}
