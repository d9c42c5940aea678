using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>Decodes what <see cref="OrleansStreamEventEncoder"/> wrote. Thread-safe.</summary>
internal sealed class OrleansRecordDecoder(Serializer serializer) : IRecordDecoder
{
    /// <inheritdoc/>
    /// <exception cref="CodecNotFoundException">This silo lacks a serializer: that is not the record's fault.</exception>
    public DecodedRecord Decode(KafkaRecord record)
    {
        if (record.Value is not { } value)
        {
            return DecodedRecord.Reject("null-value", "the record has no value");
        }

        try
        {
            return serializer.Deserialize<object>(value) is { } decoded
                ? DecodedRecord.Of(decoded)
                : DecodedRecord.Reject("null-value", "the record is a null");
        }
        catch (Exception e) when (e is not CodecNotFoundException)
        {
            // Bytes of another form fail in ways of every kind.
            return DecodedRecord.Reject("bad-orleans-event", $"the record can't be read by Orleans' serializer, which this provider uses ({e.GetType().Name}: {e.Message})");
        }
    }
}
