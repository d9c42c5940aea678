using Orleans.Streaming.Kafka;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Tests.Hosting;

internal sealed class OrderAnalyticsTestGrain : Grain, IOrderAnalyticsGrain
{
    public ValueTask<HourFigures[]> GetHours() => new(GrainWorld.Analytics.GetValueOrDefault(this.GetPrimaryKeyString(), []));

    public ValueTask<BatchOutcome> Receive(EventBatch batch) => throw new NotSupportedException();
}
