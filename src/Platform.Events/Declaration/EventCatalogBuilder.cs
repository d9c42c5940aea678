using System.Text.Json.Serialization.Metadata;

namespace Platform.Events;

/// <summary>Declares an application's topics and event types, each once.</summary>
/// <example>
/// <code>
/// events
///     .Topic("meters.readings").Carries&lt;MeterReading&gt;("meter.reading", r => r.MeterId, v => v.Version&lt;MeterReadingV1&gt;(1, Upcast).Version(2))
///     .Topic("meters.alerts").Carries&lt;MeterAlert&gt;("meter.alert", a => a.MeterId);
/// </code>
/// </example>
public sealed class EventCatalogBuilder
{
    private readonly List<string> _topics = [];
    private readonly List<EventTypeDeclaration> _types = [];

    /// <summary>Declares a topic, or goes on with one that is declared. Without an event type it takes raw outputs only.</summary>
    /// <param name="name">The topic's name.</param>
    public EventTopicBuilder Topic(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_topics.Contains(name, StringComparer.Ordinal))
        {
            _topics.Add(name);
        }

        return new EventTopicBuilder(this, name);
    }

    internal void Add(EventTypeDeclaration declaration)
    {
        if (_types.Find(other => other.Name == declaration.Name) is { } same)
        {
            throw new InvalidOperationException($"The event type {declaration.Name} is declared twice, on {same.Topic} and on {declaration.Topic}. Declare it once: a type belongs to one topic.");
        }

        if (_types.Find(other => other.PayloadType == declaration.PayloadType) is { } shared)
        {
            throw new InvalidOperationException(
                $"{declaration.PayloadType.Name} is the payload of {shared.Name} and of {declaration.Name}. Give each event type a payload record of its own: an output is published as the type of its payload.");
        }

        _types.Add(declaration);
    }

    internal EventCatalog Build()
    {
        // The key's own field is an id whatever else its type says.
        var options = EventJson.CreateOptions(ReadKeysAsIds);
        options.MakeReadOnly();
        return new EventCatalog([.. _topics], [.. _types.Select(type => type.Build(options))], options);
    }

    private void ReadKeysAsIds(JsonTypeInfo info)
    {
        foreach (var name in _types.Where(type => type.ReadTypes.Contains(info.Type)).Select(type => type.KeyMember?.Name).OfType<string>())
        {
            foreach (var field in info.Properties)
            {
                if (field.PropertyType == typeof(string) && field.CustomConverter is null && field.AttributeProvider is System.Reflection.MemberInfo member && member.Name == name)
                {
                    field.CustomConverter = EntityIdConverter.Instance;
                }
            }
        }
    }
}
