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

    public DecodedRecord Decode(KafkaRecord record) => own.GetValueOrDefault(record.Position.Topic, others).Decode(record);
}
