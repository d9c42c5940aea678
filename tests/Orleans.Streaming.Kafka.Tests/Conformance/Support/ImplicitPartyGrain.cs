using Orleans.Streams.Core;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

[Alias("test.IImplicitPartyGrain")]
public interface IImplicitPartyGrain : IGrainWithGuidKey;

/// <summary>Subscribed to every stream of two namespaces, and programmatically to others. Notes what comes under its key, and its activations' number.</summary>
[ImplicitStreamSubscription(Namespace), ImplicitStreamSubscription(OtherNamespace)]
public sealed class ImplicitPartyGrain(Witness witness) : Grain, IImplicitPartyGrain, IStreamSubscriptionObserver
{
    public const string Namespace = "implicit-party";
    public const string OtherNamespace = "other-implicit-party";

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<NumberedEvent>().ResumeAsync(new WitnessObserver($"{this.GetPrimaryKey():N}", witness));
}
