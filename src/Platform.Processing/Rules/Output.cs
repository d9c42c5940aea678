using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// What an effect publishes: an event of a declared type, or a raw record. Its id, time, correlation id and trace come from the event that
/// caused it, so that it is the same, byte for byte, when it is published again.
/// </summary>
public sealed record Output
{
    private Output(object payload, string? topic, string? key)
    {
        Payload = payload;
        Topic = topic;
        Key = key;
    }

    /// <summary>What happened: a payload of a declared event type, or a <see cref="RawPayload"/>.</summary>
    public object Payload { get; }

    /// <summary>The topic of a raw record; null for that of the payload's event type.</summary>
    public string? Topic { get; }

    /// <summary>The record key; null for the entity key of the payload's event type, and of a raw record for none.</summary>
    public string? Key { get; }

    /// <summary>An event. Its type and topic follow from its payload's declaration.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The record key; null for the event's entity key.</param>
    public static Output Of(object payload, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new Output(payload, topic: null, key);
    }

    /// <summary>A record as it is, to any topic. It gets a header <c>event-id</c>, unless it has one.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The record key, or null.</param>
    /// <param name="value">The value; never changed.</param>
    /// <param name="headers">The headers, in order.</param>
    public static Output Raw(string topic, string? key, byte[] value, params KeyValuePair<string, byte[]?>[] headers)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        ArgumentNullException.ThrowIfNull(value);
        return new Output(new RawPayload(value, headers), topic, key);
    }
}
