using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

[Alias("test.ISubscriberGrain")]
public interface ISubscriberGrain : IGrainWithStringKey
{
    /// <summary>Subscribes explicitly.</summary>
    [Alias("Subscribe")]
    Task<Guid> Subscribe(StreamId stream, StreamSequenceToken? from = null, string? filter = null, bool batch = false);

    /// <summary>Resumes all subscriptions to a stream from a token.</summary>
    [Alias("Resume")]
    Task Resume(StreamId stream, StreamSequenceToken? from);

    [Alias("Unsubscribe")]
    Task Unsubscribe(StreamId stream);

    [Alias("Produce")]
    Task Produce(StreamId stream, string[] texts);

    [Alias("Deactivate")]
    Task Deactivate();
}
