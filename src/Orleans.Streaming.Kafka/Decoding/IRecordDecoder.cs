namespace Orleans.Streaming.Kafka;

/// <summary>Turns records into events. Called by many threads at once; pure.</summary>
public interface IRecordDecoder
{
    /// <summary>Decodes one record. A record that can't be decoded is refused, not thrown; an exception counts as a refusal too.</summary>
    /// <param name="record">The record.</param>
    DecodedRecord Decode(KafkaRecord record);
}
