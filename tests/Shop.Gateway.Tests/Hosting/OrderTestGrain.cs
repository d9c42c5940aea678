using Orleans.Streaming.Kafka;
using Shop.Grains.Orders;

namespace Shop.Gateway.Tests.Hosting;

internal sealed class OrderTestGrain : Grain, IOrderGrain
{
    public async ValueTask<OrderView?> Get()
    {
        var id = this.GetPrimaryKeyString();
        if (GrainWorld.Failing.TryGetValue(id, out var failure))
        {
            throw failure;
        }

        if (GrainWorld.Silent.ContainsKey(id))
        {
            await new TaskCompletionSource().Task;
        }

        return GrainWorld.Orders.GetValueOrDefault(id);
    }

    public ValueTask<BatchOutcome> Receive(EventBatch batch) => throw new NotSupportedException();
}
