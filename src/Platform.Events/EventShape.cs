using System.Text;

namespace Platform.Events;

/// <summary>What is known of an event type: its topic, the payload that handlers see, and how each major version of it is read.</summary>
internal sealed class EventShape
{
    private readonly PayloadVersion[] _versions;

    /// <summary>Registers an event type.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="type">Its name.</param>
    /// <param name="payloadType">The payload that handlers see: that of the newest major version.</param>
    /// <param name="versions">Its major versions from 1 on, without a gap; each but the newest says how it becomes the next one.</param>
    public EventShape(string topic, string type, Type payloadType, params PayloadVersion[] versions)
    {
        if (versions.Length == 0 || versions[^1].ToNext is not null || versions[..^1].Any(version => version.ToNext is null))
        {
            throw new ArgumentException($"Of {type}, every major version but the newest, and only those, must say how it becomes the next one.", nameof(versions));
        }

        Topic = topic;
        Type = type;
        TypeBytes = Encoding.UTF8.GetBytes(type);
        PayloadType = payloadType;
        _versions = versions;
    }

    public string Topic { get; }

    public string Type { get; }

    /// <summary>The type as it stands on the wire. Shared: never changed.</summary>
    public byte[] TypeBytes { get; }

    public Type PayloadType { get; }

    /// <summary>The newest major version that is known.</summary>
    public int NewestMajor => _versions.Length;

    /// <summary>Whether a major version is known.</summary>
    public bool Knows(int major) => major >= EventVersion.FirstMajor && major <= NewestMajor;

    /// <summary>Reads the payload of a major version that is known; see <see cref="ReadPayload"/>.</summary>
    public EventPayload? Read(int major, ref JsonFields json, ref FieldSet seen) => _versions[major - EventVersion.FirstMajor].Read(ref json, ref seen);

    /// <summary>Lifts a payload, version by version, to the newest one.</summary>
    /// <param name="payload">The payload as it was read.</param>
    /// <param name="major">Its major version.</param>
    public EventPayload Lift(EventPayload payload, int major)
    {
        for (; major < NewestMajor; major++)
        {
            payload = _versions[major - EventVersion.FirstMajor].ToNext!(payload);
        }

        return payload;
    }
}

/// <summary>
/// Reads a payload's fields up to the end of its object, whose start has been read. Returns null where
/// <see cref="JsonFields.Refusal"/> says why; even then the whole object has been read.
/// </summary>
/// <param name="json">The reader.</param>
/// <param name="seen">Gets the names that stood in the object.</param>
internal delegate EventPayload? ReadPayload(ref JsonFields json, ref FieldSet seen);
