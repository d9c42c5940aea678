namespace Orleans.Streaming.Kafka;

/// <summary>Produces a stream's events as records: to the topic of the stream's namespace, with the stream's key. Thread-safe.</summary>
internal sealed class StreamProducer(IKafkaProducer producer, IStreamEventEncoder encoder, StreamNamespaces namespaces)
{
    /// <summary>Sends the events in their order; returns once all are acknowledged.</summary>
    /// <exception cref="KafkaStreamException">The first event that was not stored; those after it may have been.</exception>
    public async Task SendAsync<T>(StreamId stream, IEnumerable<T> events, Dictionary<string, object>? requestContext)
    {
        var (topic, headers) = namespaces.TopicOf(stream);
        var template = new KafkaMessage { Topic = topic, Key = stream.Key.ToArray(), Headers = [.. StreamContextHeaders.Write(requestContext), .. headers] };
        var results = await producer.SendManyAsync(events.Select(e => MessageOf(e, template)).ToList());
        if (results.FirstOrDefault(r => r.Error is not null).Error is { } error)
        {
            throw error;
        }
    }

    private KafkaMessage MessageOf<T>(T value, KafkaMessage template)
    {
        ArgumentNullException.ThrowIfNull(value);
        return KafkaEventForm<T>.Instance is { } form ? form.Write(value, encoder, template) : template with { Value = encoder.Encode(value) };
    }
}
