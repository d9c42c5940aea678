using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>Subscribes implicitly to every topic named <c>thing-…</c>, and receives by key; notes what it is given.</summary>
[RegexImplicitStreamSubscription("^thing-.*")]
public sealed class ThingGrain(StreamProbe probe) : Grain, IThingGrain, IStreamSubscriptionObserver, IAsyncObserver<object>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<object>().ResumeAsync(this);

    public Task OnNextAsync(object item, StreamSequenceToken? token = null)
    {
        probe.Note(this.GetPrimaryKeyString(), $"{item}", token!);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        foreach (var received in batch.Events)
        {
            probe.Note(this.GetPrimaryKeyString(), $"{received.Value}", new KafkaStreamSequenceToken(received.Position));
        }

        return ValueTask.FromResult(BatchOutcome.Done);
    }
}

[Alias("test.IThingGrain")]
public interface IThingGrain : IEventReceiver;
