using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Silo.Streams;

/// <summary>Makes records of events.</summary>
internal static class EventMessage
{
    public static KafkaMessage Of(string topic, string key, Event @event)
    {
        var encoded = EventEncoder.Encode(@event);
        return new KafkaMessage
        {
            Topic = topic,
            Key = Encoding.UTF8.GetBytes(key),
            Value = encoded.Value,
            Headers = encoded.Headers,
            // The record keeps its own time, that of sending: retention and the window of recent ids are measured by it, and an
            // event may tell of a day long past.
        };
    }
}
