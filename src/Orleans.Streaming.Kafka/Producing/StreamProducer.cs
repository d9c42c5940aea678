namespace Orleans.Streaming.Kafka;

/// <summary>Produces a stream's events as records: to the topic of the stream's namespace, with the stream's key. Thread-safe.</summary>
internal sealed class StreamProducer(IKafkaProducer producer, IStreamEventEncoder encoder, StreamContextHeaders context, StreamNamespaces namespaces, TransactionalProducer? transactions = null)
{
    /// <summary>Sends the events in their order; returns once all are acknowledged.</summary>
    /// <exception cref="KafkaStreamException">The first event that was not stored; those after it may have been, unless batches are transactions: then none is. Or the request context can't be carried, and nothing was sent.</exception>
    public async Task SendAsync<T>(StreamId stream, IEnumerable<T> events, Dictionary<string, object>? requestContext)
    {
        var (topic, headers) = namespaces.TopicOf(stream);
        var template = new KafkaMessage { Topic = topic, Key = stream.Key.ToArray(), Headers = [.. context.Write(requestContext), .. headers] };
        var messages = events.Select(e => MessageOf(e, template)).ToList();
        if (transactions is not null && messages.Count > 1)
        {
            await transactions.SendAsync(messages);
            return;
        }

        var results = await producer.SendManyAsync(messages);
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
