namespace Orleans.Streaming.Kafka;

/// <summary>Produces a stream's events as records: the namespace is the topic, the stream's key the record key. Thread-safe.</summary>
internal sealed class StreamProducer(IKafkaProducer producer, IStreamEventEncoder encoder)
{
    /// <summary>Sends the events in their order; returns once all are acknowledged.</summary>
    /// <exception cref="KafkaStreamException">The first event that was not stored; those after it may have been.</exception>
    public async Task SendAsync<T>(StreamId stream, IEnumerable<T> events, Dictionary<string, object>? requestContext)
    {
        var topic = stream.GetNamespace()
            ?? throw new ArgumentException("A Kafka stream's namespace is its topic; this stream has none.", nameof(stream));
        var key = stream.Key.ToArray();
        var headers = StreamContextHeaders.Write(requestContext);
        var messages = events.Select(e => new KafkaMessage { Topic = topic, Key = key, Value = Encode(e), Headers = headers }).ToList();
        var results = await producer.SendManyAsync(messages);
        if (results.FirstOrDefault(r => r.Error is not null).Error is { } error)
        {
            throw error;
        }
    }

    private byte[] Encode<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return encoder.Encode(value);
    }
}
