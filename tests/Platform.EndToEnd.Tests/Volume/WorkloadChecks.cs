using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.Volume;

/// <summary>Every order and every user over HTTP, and every output.</summary>
internal static class WorkloadChecks
{
    public static async Task PublishAsync(RunningPlatform running, ShopWorkload workload)
    {
        foreach (var chunk in workload.Messages().Chunk(5_000))
        {
            await running.Publisher.SendAsync(chunk);
        }
    }

    public static async Task AwaitAllAsync(RunningPlatform running, int seconds)
    {
        await Groups.AwaitAtEndAsync(running.BootstrapServers, "order-processor", seconds, "orders.created", "orders.updated", "payments.processed");
        await Groups.AwaitAtEndAsync(running.BootstrapServers, "user-processor", seconds, "users.order-activity");
    }

    public static async Task EveryTotalIsExactAsync(RunningPlatform running, ShopWorkload workload)
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, workload.Orders, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (order, _) =>
        {
            var found = await running.Platform.FieldsAsync($"/orders/{workload.OrderId(order)}", "status", "amount", "paid", "eventsApplied");
            if (found != ShopWorkload.ExpectedOrder(order))
            {
                wrong.Add($"{workload.OrderId(order)} is {found}, not {ShopWorkload.ExpectedOrder(order)}");
            }
        });
        await Parallel.ForAsync(0, workload.Users, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (user, _) =>
        {
            var found = await running.Platform.FieldsAsync($"/users/{workload.UserId(user)}", "orders", "cancelled", "spent", "ordered");
            if (found != workload.ExpectedUser(user))
            {
                wrong.Add($"{workload.UserId(user)} is {found}, not {workload.ExpectedUser(user)}");
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} are wrong, such as: {string.Join("; ", wrong.Take(5))}");
    }

    /// <summary>One activity and one notification for each creation and each payment; a repeat only under its own id.</summary>
    public static void OutputsAreComplete(RunningPlatform running, ShopWorkload workload, bool repeatsAllowed)
    {
        foreach (var topic in (string[])["users.order-activity", "notifications"])
        {
            var ids = TopicReader.ReadEnvelopes(running.BootstrapServers, topic).ConvertAll(e => (string)e["eventId"]!);
            Assert.Equal(workload.Orders * 3, ids.Distinct(StringComparer.Ordinal).Count());
            if (!repeatsAllowed)
            {
                Assert.Equal(workload.Orders * 3, ids.Count);
            }
        }
    }

    /// <summary>For one order, its activity stands in the order of its source partitions: its payments in theirs.</summary>
    public static void OutputsAreInOrder(RunningPlatform running)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonNode envelope in TopicReader.ReadEnvelopes(running.BootstrapServers, "users.order-activity"))
        {
            if (!seen.Add((string)envelope["eventId"]!))
            {
                continue;
            }

            var order = (string)envelope["payload"]!["orderId"]!;
            var what = (string)envelope["payload"]!["what"]!;
            Assert.False(what == "created" && last.ContainsKey(order), $"{order} was {last.GetValueOrDefault(order)} before it was created");
            last[order] = what;
        }
    }
}
