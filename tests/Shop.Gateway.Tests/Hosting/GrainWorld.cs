using System.Collections.Concurrent;
using Shop.Grains.Analytics;
using Shop.Grains.Orders;
using Shop.Grains.Users;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>What the test grains answer, by grain key. Tests share one cluster and keep apart by their ids. Thread-safe.</summary>
internal static class GrainWorld
{
    public static ConcurrentDictionary<string, OrderView> Orders { get; } = new();

    public static ConcurrentDictionary<string, UserView> Users { get; } = new();

    public static ConcurrentDictionary<string, UserOrdersPage> UserOrders { get; } = new();

    public static ConcurrentDictionary<string, (int Limit, string? After)> AskedPages { get; } = new();

    public static ConcurrentDictionary<string, HourFigures[]> Analytics { get; } = new();

    /// <summary>Orders that never answer.</summary>
    public static ConcurrentDictionary<string, bool> Silent { get; } = new();

    /// <summary>Orders that throw.</summary>
    public static ConcurrentDictionary<string, Exception> Failing { get; } = new();
}
