using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>Notes what one subscriber is given, batch by batch.</summary>
internal sealed class WitnessBatchObserver(string subscriber, Witness witness) : IAsyncBatchObserver<NumberedEvent>
{
    public async Task OnNextAsync(IList<SequentialItem<NumberedEvent>> items)
    {
        witness.Batches.GetOrAdd(subscriber, static _ => new()).Enqueue(items.Count);
        foreach (var item in items)
        {
            await witness.NoteAsync(subscriber, item.Item);
        }
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
