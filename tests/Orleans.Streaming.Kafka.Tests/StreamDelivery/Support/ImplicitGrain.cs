using Orleans.Streams.Core;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Subscribes implicitly to every topic named <c>implicit-…</c>; attaches in <see cref="OnSubscribed"/>.</summary>
[RegexImplicitStreamSubscription("^implicit-.*")]
public sealed class ImplicitGrain(StreamProbe probe, SubscriberMemory memory) : Grain, IImplicitGrain, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>()
        .ResumeAsync(new ProbeObserver(this.GetPrimaryKeyString(), probe), memory.TokenOf(this.GetPrimaryKeyString()));

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
