using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

[Alias("test.IGenericPartyGrain`1")]
public interface IGenericPartyGrain<T> : IGrainWithGuidKey;

/// <summary>As <see cref="ImplicitPartyGrain"/>, of a generic base.</summary>
public abstract class GenericPartyGrain<T>(Witness witness) : Grain, IGenericPartyGrain<T>, IStreamSubscriptionObserver, IAsyncObserver<T>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<T>().ResumeAsync(this);

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => witness.NoteAsync($"{this.GetPrimaryKey():N}", (NumberedEvent)(object)item!);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

/// <summary>Its one kind.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class NumberedPartyGrain(Witness witness) : GenericPartyGrain<NumberedEvent>(witness)
{
    public const string Namespace = "generic-party";
}
