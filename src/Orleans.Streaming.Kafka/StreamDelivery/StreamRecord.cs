using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One decoded record of a stream: what the receiver hands to the agent and the cache keeps until every subscriber is done
/// with it. Owned by its agent's scheduler.
/// </summary>
internal sealed class StreamRecord(KafkaRecord record, StreamId stream, object value) : IBatchContainer
{
    private (KafkaRecord Record, object Value)? _content = (record, value);

    public KafkaRecord Record => Content.Record;

    public StreamId StreamId => stream;

    public KafkaStreamSequenceToken Token { get; } = new(record.Position);

    public StreamSequenceToken SequenceToken => Token;

    public object Value => Content.Value;

    public long Offset => Token.SequenceNumber;

    /// <summary>The delivery that waits for its end; null for a record that was read again for a rewound subscription.</summary>
    public StreamDelivery? Delivery { get; init; }

    /// <summary>Ends it in its partition's offsets; null as above.</summary>
    public PendingRecord? Pending { get; init; }

    /// <summary>The stream's next record in the cache.</summary>
    public StreamRecord? Next { get; set; }

    /// <summary>Whether it left the cache with its assignment.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Stores it as dead letter, once for all subscribers that fail on it.</summary>
    public Task? DeadLetter { get; set; }

    private (KafkaRecord Record, object Value) Content =>
        _content ?? throw new InvalidOperationException($"{Token} was read after it was finished.");

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => StreamEventValue.As<T>(Value, StreamEventMetadata.Of(Record), StreamId, Record.Position) is { } item
        ? [Tuple.Create<T, StreamSequenceToken>(item.Value, Token)]
        : [];

    public bool ImportRequestContext() => false;

    /// <summary>It is finished: what remains marks a place in the stream.</summary>
    public void Release() => _content = null;
}
