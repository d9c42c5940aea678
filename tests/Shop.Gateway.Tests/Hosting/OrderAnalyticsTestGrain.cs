using Orleans.Streaming.Kafka;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Tests.Hosting;

internal sealed class OrderAnalyticsTestGrain : Grain, IOrderAnalyticsGrain
{
    public ValueTask<OrderAnalytics> Get() =>
        new(GrainWorld.Analytics.GetValueOrDefault(this.GetPrimaryKeyString(), new OrderAnalytics(OrderFigures.None, [])));

    public ValueTask<BatchOutcome> Receive(EventBatch batch) => throw new NotSupportedException();
}
