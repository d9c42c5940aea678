using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Decodes values with a deserializer of Confluent.Kafka's. Thread-safe as that is.</summary>
internal sealed class ConfluentRecordDecoder<TEvent>(IDeserializer<TEvent> deserializer) : IRecordDecoder
    where TEvent : notnull
{
    public DecodedRecord Decode(KafkaRecord record)
    {
        var headers = new Headers();
        foreach (var (name, value) in record.Headers)
        {
            headers.Add(name, value);
        }

        return deserializer.Deserialize(record.Value, record.Value is null, new SerializationContext(MessageComponentType.Value, record.Position.Topic, headers)) is { } decoded
            ? DecodedRecord.Of(decoded)
            : DecodedRecord.Reject("null-value", "the deserializer made null of the record");
    }
}
