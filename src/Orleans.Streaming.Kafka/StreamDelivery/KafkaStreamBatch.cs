using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>What one delivery carries to one subscriber: a record or several of a stream, in order.</summary>
[GenerateSerializer, Immutable, Alias("orleans.kafka.stream-batch")]
internal sealed class KafkaStreamBatch : IBatchContainer
{
    [NonSerialized]
    private readonly DeliveryAttempt? _attempt;

    public KafkaStreamBatch(StreamId streamId, object[] values, KafkaStreamSequenceToken[] tokens, StreamEventMetadata[] metadata, TokenOrigin origin, KeyValuePair<string, string>[] context, DeliveryAttempt? attempt = null, KeyValuePair<string, object>[]? contextValues = null)
    {
        (StreamId, Values, Tokens, Metadata, Context) = (streamId, values, tokens, metadata, context);
        ContextValues = contextValues ?? [];
        Delivery = new KafkaStreamSequenceToken(tokens[^1].Position) { Origin = origin };
        _attempt = attempt;
    }

    [Id(0)]
    public StreamId StreamId { get; }

    [Id(1)]
    public object[] Values { get; }

    [Id(2)]
    public KafkaStreamSequenceToken[] Tokens { get; }

    /// <summary>What the records say besides.</summary>
    [Id(5)]
    public StreamEventMetadata[] Metadata { get; }

    /// <summary>Marks the delivery as a whole.</summary>
    [Id(4)]
    public KafkaStreamSequenceToken Delivery { get; }

    /// <summary>The producer's request context, what of it is strings; the same for all its events.</summary>
    [Id(3)]
    public KeyValuePair<string, string>[] Context { get; }

    /// <summary>What of it is none. Null where a silo sent the batch that does not know of it.</summary>
    [Id(6)]
    public KeyValuePair<string, object>[]? ContextValues { get; }

    /// <summary>The last record's: a subscriber that resumes behind it has seen all of the batch.</summary>
    public StreamSequenceToken SequenceToken => Delivery;

    /// <summary>Follows it, on the silo that delivers it; null elsewhere.</summary>
    public DeliveryAttempt? Attempt => _attempt;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        for (var i = 0; i < Values.Length; i++)
        {
            if (StreamEventValue.As<T>(Values[i], Metadata[i], StreamId, Tokens[i].Position) is { } item)
            {
                yield return Tuple.Create<T, StreamSequenceToken>(item.Value, Tokens[i]);
            }
        }
    }

    /// <summary>Called by the agent before every attempt, and before it reports to a subscriber that it gave up.</summary>
    public bool ImportRequestContext()
    {
        foreach (var (name, value) in Context)
        {
            RequestContext.Set(name, value);
        }

        foreach (var (name, value) in ContextValues ?? [])
        {
            RequestContext.Set(name, value);
        }

        return Context.Length > 0 || ContextValues is { Length: > 0 };
    }
}
