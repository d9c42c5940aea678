using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Notes what one subscriber is given, batch by batch.</summary>
internal sealed class ProbeBatchObserver(string subscriber, StreamProbe probe) : IAsyncBatchObserver<string>
{
    public async Task OnNextAsync(IList<SequentialItem<string>> items)
    {
        foreach (var item in items)
        {
            await probe.BeforeAsync(subscriber, item.Item);
        }

        probe.BatchSizes.Enqueue(items.Count);
        foreach (var item in items)
        {
            probe.Contexts.Enqueue(RequestContext.Get("who"));
            probe.Note(subscriber, item.Item, item.Token);
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        probe.Errors.Enqueue($"{subscriber}: {ex.GetType().Name}");
        return Task.CompletedTask;
    }
}
