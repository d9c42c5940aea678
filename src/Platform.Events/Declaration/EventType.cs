using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Events;

/// <summary>A declared event type: its topic, the payload that rules see, and how each major version of it is read. Thread-safe.</summary>
public sealed class EventType
{
    private readonly PayloadVersion[] _versions;

    internal EventType(string topic, string name, JsonTypeInfo json, EntityKey key, IEnumerable<PayloadVersion> versions)
    {
        Topic = topic;
        Name = name;
        NameBytes = Encoding.UTF8.GetBytes(name);
        Json = json;
        Key = key;
        _versions = [.. versions];
    }

    /// <summary>Its name, as in <c>eventType</c> and in the header <c>event-type</c>.</summary>
    public string Name { get; }

    /// <summary>The topic that carries it.</summary>
    public string Topic { get; }

    /// <summary>The payload that rules see: that of the newest version.</summary>
    public Type PayloadType => Json.Type;

    /// <summary>The newest major version that is read; all from 1 on are.</summary>
    public int NewestMajor => _versions.Length;

    /// <summary>The version that is written, <c>major.minor</c>.</summary>
    public required string WrittenVersion
    {
        get;
        init => (field, WrittenVersionBytes) = (value, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Names the entity of its events, unless a group names another one.</summary>
    public EntityKey Key { get; }

    /// <summary>The payload's own time, or null where it has none.</summary>
    internal Func<object, DateTimeOffset?>? OccurredAt { get; init; }

    /// <summary>The name as bytes. Shared: never changed.</summary>
    internal byte[] NameBytes { get; }

    /// <summary>The written version as bytes. Shared: never changed.</summary>
    internal byte[] WrittenVersionBytes { get; private init; } = [];

    /// <summary>The fields of <see cref="PayloadType"/>.</summary>
    internal JsonTypeInfo Json { get; }

    internal bool Reads(int major) => major >= EventVersion.FirstMajor && major <= NewestMajor;

    internal PayloadVersion VersionOf(int major) => _versions[major - EventVersion.FirstMajor];
}
