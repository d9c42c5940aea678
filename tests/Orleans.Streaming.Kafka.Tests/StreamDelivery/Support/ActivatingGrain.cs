using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Subscribes implicitly to every topic named <c>activating-…</c>; attaches a batch observer in <see cref="OnActivateAsync"/>, after a while.</summary>
[RegexImplicitStreamSubscription("^activating-.*")]
public sealed class ActivatingGrain(StreamProbe probe) : Grain, IActivatingGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        var key = this.GetPrimaryKeyString();
        // The topic is the key's first part: an activation by a call of ours would know no stream.
        var stream = this.GetStreamProvider(StreamSilo.Provider).GetStream<string>(key[..key.IndexOf('/', StringComparison.Ordinal)], key);
        await stream.SubscribeAsync(new ProbeBatchObserver(key, probe));
    }
}

[Alias("test.IActivatingGrain")]
public interface IActivatingGrain : IGrainWithStringKey;
