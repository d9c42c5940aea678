using Platform.Hosting;
using Shop.Grains.Analytics;
using Shop.Grains.Orders;
using Shop.Grains.Users;

namespace Shop.Gateway;

/// <summary>What the routes read from grains.</summary>
internal static class ShopReads
{
    /// <summary>An order, or null.</summary>
    public static Task<OrderView?> OrderAsync(this GrainReads reads, string orderId, CancellationToken cancellationToken) =>
        reads.AskAsync<IOrderGrain, OrderView?>(orderId, order => order.Get(), cancellationToken);

    /// <summary>A user, or null.</summary>
    public static Task<UserView?> UserAsync(this GrainReads reads, string userId, CancellationToken cancellationToken) =>
        reads.AskAsync<IUserGrain, UserView?>(userId, user => user.Get(), cancellationToken);

    /// <summary>A page of a user's orders as the user knows them, or null.</summary>
    public static Task<UserOrdersPage?> UserOrdersAsync(this GrainReads reads, string userId, int limit, string? after, CancellationToken cancellationToken) =>
        reads.AskAsync<IUserGrain, UserOrdersPage?>(userId, user => user.GetOrders(limit, after), cancellationToken);

    /// <summary>The figures of one shard by hour.</summary>
    public static Task<HourFigures[]> AnalyticsAsync(this GrainReads reads, string shard, CancellationToken cancellationToken) =>
        reads.AskAsync<IOrderAnalyticsGrain, HourFigures[]>(shard, analytics => analytics.GetHours(), cancellationToken);
}
