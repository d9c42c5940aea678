namespace Orleans.Streaming.Kafka;

/// <summary>A decoder that may wait, for a schema for example: each record is prepared before it is decoded. Thread-safe.</summary>
internal interface IAsyncRecordDecoder : IRecordDecoder
{
    /// <summary>Decodes a record ahead; <see cref="IRecordDecoder.Decode"/> then returns at once what came of it.</summary>
    /// <exception cref="Exception">It failed in a way that may pass; it is to be prepared again.</exception>
    ValueTask PrepareAsync(KafkaRecord record, CancellationToken cancellationToken);
}
