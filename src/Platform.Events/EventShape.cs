using System.Text;

namespace Platform.Events;

/// <summary>What is known of an event type: its topic, its payload's record type and how that is read from JSON.</summary>
internal sealed class EventShape(string topic, string type, Type payloadType, ReadPayload read)
{
    public string Topic { get; } = topic;

    public string Type { get; } = type;

    /// <summary>The type as it stands on the wire. Shared: never changed.</summary>
    public byte[] TypeBytes { get; } = Encoding.UTF8.GetBytes(type);

    public Type PayloadType { get; } = payloadType;

    public ReadPayload Read { get; } = read;
}

/// <summary>
/// Reads a payload's fields up to the end of its object, whose start has been read. Returns null where
/// <see cref="JsonFields.Refusal"/> says why; even then the whole object has been read.
/// </summary>
/// <param name="json">The reader.</param>
/// <param name="seen">Gets the names that stood in the object.</param>
internal delegate EventPayload? ReadPayload(ref JsonFields json, ref FieldSet seen);
