using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>Decodes values that are JSON of one type (<see cref="JsonSerializerOptions.Web"/>). Pure.</summary>
internal sealed class JsonRecordDecoder<TEvent> : IRecordDecoder
    where TEvent : notnull
{
    public DecodedRecord Decode(KafkaRecord record)
    {
        if (record.Value is not { } value)
        {
            return DecodedRecord.Reject("null-value", "the record has no value");
        }

        try
        {
            return JsonSerializer.Deserialize<TEvent>(value, JsonSerializerOptions.Web) is { } decoded
                ? DecodedRecord.Of(decoded)
                : DecodedRecord.Reject("null-value", "the record is a JSON null");
        }
        catch (JsonException e)
        {
            return DecodedRecord.Reject("bad-json", $"the record is no {typeof(TEvent).Name}: {e.Message}");
        }
    }
}
