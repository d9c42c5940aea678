using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Notes what one subscriber is given.</summary>
internal sealed class ProbeObserver(string subscriber, StreamProbe probe) : IAsyncObserver<string>
{
    public async Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        await probe.BeforeAsync(subscriber, item);
        probe.Contexts.Enqueue(RequestContext.Get("who"));
        probe.Note(subscriber, item, token!);
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        probe.Errors.Enqueue($"{subscriber}: {ex.GetType().Name}");
        return Task.CompletedTask;
    }
}
