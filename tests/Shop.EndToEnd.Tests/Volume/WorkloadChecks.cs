using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Volume;

/// <summary>Every order and every user over HTTP, every output, and the figures.</summary>
internal static class WorkloadChecks
{
    private static readonly string[] OrderTopics = ["orders.created", "orders.updated", "orders.cancelled", "payments.processed"];

    public static async Task PublishAsync(RunningPlatform running, ShopWorkload workload)
    {
        foreach (var chunk in workload.Messages().Chunk(5_000))
        {
            await running.Publisher.SendAsync(chunk);
        }
    }

    /// <summary>Waits until the orders and what follows from them for users had their effects.</summary>
    public static async Task AwaitAllAsync(RunningPlatform running, int seconds)
    {
        await Groups.AwaitAtEndAsync(running.BootstrapServers, "order-processor", seconds, OrderTopics);
        await Groups.AwaitAtEndAsync(running.BootstrapServers, "user-processor", seconds, "users.order-activity");
    }

    /// <summary>Every order and every user is what the workload says.</summary>
    /// <param name="running">The platform.</param>
    /// <param name="workload">What was published.</param>
    /// <param name="isLeftOut">Orders that are left out, with their users; null for none.</param>
    public static async Task EveryTotalIsExactAsync(RunningPlatform running, ShopWorkload workload, Func<int, bool>? isLeftOut = null)
    {
        var orders = Enumerable.Range(0, workload.Orders).Where(order => isLeftOut?.Invoke(order) != true).ToList();
        var leftOut = isLeftOut is null ? [] : Enumerable.Range(0, workload.Orders).Where(isLeftOut).Select(order => order % workload.Users).ToHashSet();
        var wrong = new ConcurrentBag<string>();
        await CompareAsync(running, orders.Select(order => ($"/orders/{workload.OrderId(order)}", ShopWorkload.ExpectedOrder(order))), RunningPlatform.OrderFields, wrong);
        await CompareAsync(running, Enumerable.Range(0, workload.Cancelled).Select(order => ($"/orders/{workload.CancelledOrderId(order)}", ShopWorkload.ExpectedCancelledOrder(order))), RunningPlatform.OrderFields, wrong);
        await CompareAsync(running, Enumerable.Range(0, workload.Users).Where(user => !leftOut.Contains(user)).Select(user => ($"/users/{workload.UserId(user)}", workload.ExpectedUser(user))), RunningPlatform.UserFields, wrong);
        Assert.True(wrong.IsEmpty, $"{wrong.Count} are wrong, such as: {string.Join("; ", wrong.Take(5))}");
    }

    /// <summary>One activity and one notification for each creation, payment and cancellation; a repeat only under its own id.</summary>
    public static void OutputsAreComplete(RunningPlatform running, ShopWorkload workload, bool repeatsAllowed, int more = 0)
    {
        var expected = (workload.Orders * 3) + (workload.Cancelled * 2) + more;
        foreach (var topic in (string[])["users.order-activity", "notifications"])
        {
            var ids = OutputsOf(running, workload, topic).ConvertAll(e => (string)e["eventId"]!);
            Assert.Equal(expected, ids.Distinct(StringComparer.Ordinal).Count());
            if (!repeatsAllowed)
            {
                Assert.True(expected == ids.Count, $"{topic} has {ids.Count} outputs instead of {expected}:\n{running.Platform.Process.Output}");
            }
        }
    }

    /// <summary>For one order, its activity is in order: created first, then its payments as they were made. Repeats aside.</summary>
    public static void OutputsAreInOrder(RunningPlatform running, ShopWorkload workload, Func<int, bool>? isLeftOut = null)
    {
        var activity = ActivityPerOrder(running, workload);
        for (var order = 0; order < workload.Orders; order++)
        {
            if (isLeftOut?.Invoke(order) != true)
            {
                Assert.Equal(["created", .. ShopWorkload.PaymentsOf(order).Select(amount => $"paid {amount}")], activity[workload.OrderId(order)]);
            }
        }

        for (var order = 0; order < workload.Cancelled; order++)
        {
            Assert.Equal(["created", "cancelled"], activity[workload.CancelledOrderId(order)]);
        }
    }

    /// <summary>What each order published for its user, in order, repeats aside.</summary>
    public static Dictionary<string, List<string>> ActivityPerOrder(RunningPlatform running, ShopWorkload workload)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var activity = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var envelope in OutputsOf(running, workload, "users.order-activity").Where(e => seen.Add((string)e["eventId"]!)))
        {
            var payload = envelope["payload"]!;
            var what = (string)payload["what"]!;
            var order = (string)payload["orderId"]!;
            if (!activity.TryGetValue(order, out var activities))
            {
                activity.Add(order, activities = []);
            }

            activities.Add(what == "paid" ? $"paid {payload["amount"]!.ToJsonString()}" : what);
        }

        return activity;
    }

    /// <summary>The figures are the workload's, in all and, where its events are enveloped, in every hour.</summary>
    /// <remarks>Only where nothing else was published into the platform's database.</remarks>
    public static async Task AnalyticsAreExactAsync(RunningPlatform running, ShopWorkload workload, bool byHour, int seconds = 120)
    {
        await Groups.AwaitAtEndAsync(running.BootstrapServers, "order-processor", seconds, OrderTopics);
        await Groups.AwaitAtEndAsync(running.BootstrapServers, "analytics", seconds, "users.order-activity");
        var analytics = (await running.Platform.GetAsync("/analytics/orders?from=2026-03-01&to=2026-03-01"))!;
        var others = byHour ? null : await running.Platform.GetAsync("/analytics/orders");
        Assert.Equal(workload.ExpectedFigures(), Figures([analytics["total"]!, .. others is null ? Array.Empty<JsonNode>() : [others["total"]!]]));
        if (byHour)
        {
            Assert.Equal(
                Enumerable.Range(0, ShopWorkload.Hours).Select(hour => $"2026-03-01T{hour:D2}:00:00Z {workload.ExpectedFigures(hour)}"),
                analytics["hours"]!.AsArray().Select(hour => $"{(string)hour!["hour"]!} {Figures([hour])}"));
        }
    }

    private static string Figures(JsonNode[] figures) =>
        $"{figures.Sum(part => (long)part["created"]!)} {figures.Sum(part => (long)part["cancelled"]!)} {Money(figures, "revenue")} {Money(figures, "paid")}";

    private static string Money(JsonNode[] figures, string name) => ShopWorkload.Money((long)(100 * figures.Sum(part => (decimal)part[name]!)));

    // Other tests may have published on the same broker; and not every notification is of an order.
    private static List<JsonNode> OutputsOf(RunningPlatform running, ShopWorkload workload, string topic) =>
        TopicReader.ReadEnvelopes(running.BootstrapServers, topic).FindAll(e => (string?)e["payload"]!["orderId"] is { } order && workload.IsMine(order));

    private static Task CompareAsync(RunningPlatform running, IEnumerable<(string Path, string Expected)> all, string[] fields, ConcurrentBag<string> wrong) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (one, _) =>
        {
            var found = await running.Platform.FieldsAsync(one.Path, fields);
            if (found != one.Expected)
            {
                wrong.Add($"{one.Path} is {found}, not {one.Expected}");
            }
        });
}
