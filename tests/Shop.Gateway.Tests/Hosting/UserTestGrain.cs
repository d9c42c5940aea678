using Orleans.Streaming.Kafka;
using Shop.Grains.Users;

namespace Shop.Gateway.Tests.Hosting;

internal sealed class UserTestGrain : Grain, IUserGrain
{
    public ValueTask<UserView?> Get() => new(GrainWorld.Users.GetValueOrDefault(this.GetPrimaryKeyString()));

    public ValueTask<UserOrdersPage?> GetOrders(int limit, string? after)
    {
        GrainWorld.AskedPages[this.GetPrimaryKeyString()] = (limit, after);
        return new(GrainWorld.UserOrders.GetValueOrDefault(this.GetPrimaryKeyString()));
    }

    public ValueTask<BatchOutcome> Receive(EventBatch batch) => throw new NotSupportedException();
}
