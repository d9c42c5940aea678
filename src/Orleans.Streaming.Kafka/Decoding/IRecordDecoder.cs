namespace Orleans.Streaming.Kafka;

/// <summary>Turns records into events. Called by many threads at once; pure.</summary>
public interface IRecordDecoder
{
    /// <summary>Decodes one record. A record that can't be decoded is rejected, not thrown; an exception counts as a rejection too.</summary>
    /// <param name="record">The record.</param>
    DecodedRecord Decode(KafkaRecord record);
}
