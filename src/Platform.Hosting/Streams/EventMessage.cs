using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Hosting.Streams;

/// <summary>Makes records of events.</summary>
internal static class EventMessage
{
    public static KafkaMessage Of(string topic, string? key, EncodedEvent encoded, string? actor = null) => new()
    {
        Topic = topic,
        Key = key is null ? null : Encoding.UTF8.GetBytes(key),
        Value = encoded.Value,
        Headers = actor is null ? encoded.Headers : [.. encoded.Headers, new(EventHeaders.Actor, Encoding.UTF8.GetBytes(actor))],
        // The record keeps its own time, that of sending: retention and the window of recent ids are measured by it, and an
        // event may be about a day long past.
    };
}
