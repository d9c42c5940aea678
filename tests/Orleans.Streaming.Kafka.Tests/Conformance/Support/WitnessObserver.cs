using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>Notes what one subscriber is given.</summary>
internal sealed class WitnessObserver(string subscriber, Witness witness) : IAsyncObserver<NumberedEvent>
{
    public Task OnNextAsync(NumberedEvent item, StreamSequenceToken? token = null) => witness.NoteAsync(subscriber, item);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
