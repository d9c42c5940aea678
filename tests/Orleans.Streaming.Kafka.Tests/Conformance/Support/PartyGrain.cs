using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <inheritdoc cref="IPartyGrain"/>
public sealed class PartyGrain(Witness witness, PartyMemory memory) : Grain, IPartyGrain
{
    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in memory.StreamsOf(Key))
        {
            foreach (var handle in await StreamOf(stream).GetAllSubscriptionHandles())
            {
                await handle.ResumeAsync(new WitnessObserver(Key, witness));
            }
        }
    }

    public async Task Produce(StreamId stream, int from, int count, bool asBatch = false)
    {
        var events = Enumerable.Range(from, count).Select(i => new NumberedEvent(Key, i)).ToList();
        if (asBatch)
        {
            await StreamOf(stream).OnNextBatchAsync(events);
            return;
        }

        foreach (var produced in events)
        {
            await StreamOf(stream).OnNextAsync(produced);
        }
    }

    public async Task<Guid> Subscribe(StreamId stream, string? name = null, bool asBatch = false)
    {
        memory.Remember(Key, stream);
        var handle = asBatch
            ? await StreamOf(stream).SubscribeAsync(new WitnessBatchObserver(name ?? Key, witness))
            : await StreamOf(stream).SubscribeAsync(new WitnessObserver(name ?? Key, witness));
        return handle.HandleId;
    }

    public async Task Resume(StreamId stream, Guid subscription, string name) =>
        await (await HandleOf(stream, subscription)).ResumeAsync(new WitnessObserver(name, witness));

    public async Task Unsubscribe(StreamId stream, Guid subscription) => await (await HandleOf(stream, subscription)).UnsubscribeAsync();

    public async Task<Guid[]> Subscriptions(StreamId stream) => [.. (await StreamOf(stream).GetAllSubscriptionHandles()).Select(handle => handle.HandleId)];

    public Task<Guid> HaveSubscribed(IPartyGrain other, StreamId stream) => other.Subscribe(stream);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task<StreamSubscriptionHandle<NumberedEvent>> HandleOf(StreamId stream, Guid subscription) =>
        (await StreamOf(stream).GetAllSubscriptionHandles()).Single(handle => handle.HandleId == subscription);

    private IAsyncStream<NumberedEvent> StreamOf(StreamId stream) => this.GetStreamProvider(ConformanceCluster.Provider).GetStream<NumberedEvent>(stream);
}
