using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Subscribes as it is told; an activation resumes the subscriptions of those before it to streams it remembers.</summary>
public sealed class SubscriberGrain(StreamProbe probe, SubscriberMemory memory) : Grain, ISubscriberGrain
{
    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in memory.StreamsOf(Key))
        {
            foreach (var handle in await StreamOf(stream).GetAllSubscriptionHandles())
            {
                await handle.ResumeAsync(new ProbeObserver(Key, probe), memory.TokenOf(Key));
            }
        }
    }

    public async Task<Guid> Subscribe(StreamId stream, StreamSequenceToken? from = null, string? filter = null, bool batch = false)
    {
        memory.Remember(Key, stream);
        var handle = batch
            ? await StreamOf(stream).SubscribeAsync(new ProbeBatchObserver(Key, probe), from)
            : await StreamOf(stream).SubscribeAsync(new ProbeObserver(Key, probe), from, filter);
        return handle.HandleId;
    }

    public async Task Resume(StreamId stream, StreamSequenceToken? from)
    {
        foreach (var handle in await StreamOf(stream).GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(new ProbeObserver(Key, probe), from);
        }
    }

    public async Task Unsubscribe(StreamId stream)
    {
        foreach (var handle in await StreamOf(stream).GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    public Task Produce(StreamId stream, string[] texts)
    {
        RequestContext.Set("who", Key);
        return StreamOf(stream).OnNextBatchAsync(texts);
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private IAsyncStream<string> StreamOf(StreamId stream) => this.GetStreamProvider(StreamSilo.Provider).GetStream<string>(stream);
}
