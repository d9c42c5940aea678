namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>Produces to streams and consumes from them, as it is asked.</summary>
[Alias("test.IPartyGrain")]
public interface IPartyGrain : IGrainWithStringKey
{
    /// <summary>Sends events with numbers that follow each other; as one batch, or one by one.</summary>
    [Alias("Produce")]
    Task Produce(StreamId stream, int from, int count, bool asBatch = false);

    /// <summary>Subscribes; what comes is noted under the grain's key, or the name.</summary>
    [Alias("Subscribe")]
    Task<Guid> Subscribe(StreamId stream, string? name = null, bool asBatch = false);

    /// <summary>Has another observer take over a subscription: what comes is noted under the name.</summary>
    [Alias("Resume")]
    Task Resume(StreamId stream, Guid subscription, string name);

    [Alias("Unsubscribe")]
    Task Unsubscribe(StreamId stream, Guid subscription);

    [Alias("Subscriptions")]
    Task<Guid[]> Subscriptions(StreamId stream);

    /// <summary>Has another grain subscribe.</summary>
    [Alias("HaveSubscribed")]
    Task<Guid> HaveSubscribed(IPartyGrain other, StreamId stream);

    /// <summary>Ends the activation; the next one resumes all subscriptions to these streams.</summary>
    [Alias("Deactivate")]
    Task Deactivate();
}
