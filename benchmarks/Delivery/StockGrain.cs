using Orleans.Streams;
using Orleans.Streams.Core;

namespace Delivery;

/// <summary>The grain of a key, subscribed to the key's stream.</summary>
[ImplicitStreamSubscription(StockStreams.Namespace)]
internal sealed class StockGrain(DeliveryCount count) : Grain, IStockGrain, IStreamSubscriptionObserver, IAsyncObserver<OrderEvent>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<OrderEvent>().ResumeAsync(this);

    public Task OnNextAsync(OrderEvent item, StreamSequenceToken? token = null)
    {
        count.Add(1);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
