using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Makes the agent look at a stream again though no new record of it was read: the agent does so only for streams it is
/// handed a container of. Never delivered to anyone.
/// </summary>
internal sealed class StreamWake(StreamId stream, KafkaStreamSequenceToken token) : IBatchContainer
{
    public StreamId StreamId => stream;

    public StreamSequenceToken SequenceToken => token;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [];

    public bool ImportRequestContext() => false;
}
