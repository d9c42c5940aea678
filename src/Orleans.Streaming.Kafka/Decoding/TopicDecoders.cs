namespace Orleans.Streaming.Kafka;

/// <summary>Decodes records of topics with a decoder of their own by that, all others by the provider's. Thread-safe.</summary>
internal sealed class TopicDecoders(IReadOnlyDictionary<string, IRecordDecoder> own, IRecordDecoder others) : IRecordDecoder
{
    /// <summary>The decoder of a provider: its own, unless topics have some.</summary>
    public static IRecordDecoder Create(IServiceProvider services, IEnumerable<KafkaTopicRoute> routes, IRecordDecoder others)
    {
        var own = routes.Where(route => route.DecoderOf is not null).ToDictionary(route => route.Topic, route => route.DecoderOf!(services), StringComparer.Ordinal);
        return own.Count == 0 ? others : new TopicDecoders(own, others);
    }

    /// <summary>The decoder of a topic where that may wait; else null.</summary>
    public static IAsyncRecordDecoder? AsyncOf(IRecordDecoder decoder, string topic) => decoder is TopicDecoders topics ? topics.Of(topic) as IAsyncRecordDecoder : null;

    public DecodedRecord Decode(KafkaRecord record) => Of(record.Position.Topic).Decode(record);

    private IRecordDecoder Of(string topic) => own.GetValueOrDefault(topic, others);
}
