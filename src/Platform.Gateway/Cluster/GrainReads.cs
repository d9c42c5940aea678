using Microsoft.Extensions.Options;
using Platform.Gateway.Errors;
using Shop.Grains.Analytics;
using Shop.Grains.Orders;
using Shop.Grains.Users;

namespace Platform.Gateway.Cluster;

/// <summary>What the gateway asks of grains, each within <see cref="GatewayOptions.ReadTimeout"/>. Thread-safe.</summary>
/// <remarks>
/// All throw <see cref="TimeoutException"/> when the grain does not answer in time, <see cref="ClusterUnavailableException"/> or
/// one of Orleans' own when no silo can be reached.
/// </remarks>
internal sealed class GrainReads(IGrainFactory grains, IClusterConnection cluster, IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly GatewayOptions _options = options.Value;

    /// <summary>An order, or null.</summary>
    public Task<OrderView?> OrderAsync(string orderId, CancellationToken cancellationToken) =>
        AskAsync(() => Grains.GetGrain<IOrderGrain>(orderId).Get(), cancellationToken);

    /// <summary>A user, or null.</summary>
    public Task<UserView?> UserAsync(string userId, CancellationToken cancellationToken) =>
        AskAsync(() => Grains.GetGrain<IUserGrain>(userId).Get(), cancellationToken);

    /// <summary>A page of a user's orders as the user knows them, or null.</summary>
    public Task<UserOrdersPage?> UserOrdersAsync(string userId, int limit, string? after, CancellationToken cancellationToken) =>
        AskAsync(() => Grains.GetGrain<IUserGrain>(userId).GetOrders(limit, after), cancellationToken);

    /// <summary>The figures of one shard.</summary>
    public Task<OrderAnalytics> AnalyticsAsync(string shard, CancellationToken cancellationToken) =>
        AskAsync(() => Grains.GetGrain<IOrderAnalyticsGrain>(shard).Get(), cancellationToken);

    /// <summary>Asks for many things, at most <see cref="GatewayOptions.ConcurrentReadsMax"/> at once.</summary>
    /// <returns>The answers, in the order of what was asked. The first failure ends it all.</returns>
    public async Task<TAnswer[]> EachAsync<TItem, TAnswer>(IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        var answers = new TAnswer[items.Count];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = _options.ConcurrentReadsMax, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Count, limit, async (i, stop) => answers[i] = await ask(items[i], stop));
        return answers;
    }

    // A client that never connected knows no grain types: asking it would look like a bug.
    private IGrainFactory Grains => cluster.IsConnected ? grains : throw new ClusterUnavailableException();

    private async Task<T> AskAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancellationToken) =>
        await ask().AsTask().WaitAsync(_options.ReadTimeout, time, cancellationToken);
}
