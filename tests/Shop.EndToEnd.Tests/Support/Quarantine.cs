using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>Orders in quarantine, over the operators' routes.</summary>
internal static class Quarantine
{
    /// <summary>The quarantined entities.</summary>
    public static async Task<List<JsonNode>> ListAsync(PlatformUnderTest platform) =>
        [.. (await platform.GetAsync("/admin/quarantine?limit=1000"))!["entities"]!.AsArray().Select(entity => entity!)];

    /// <summary>The ids of the quarantined orders, in the order of their names.</summary>
    public static async Task<string[]> OrdersAsync(PlatformUnderTest platform) =>
        [.. (await ListAsync(platform)).Select(entity => (string)entity["key"]!).Order(StringComparer.Ordinal)];

    /// <summary>What an order has parked, in the order in which it will be redriven.</summary>
    public static async Task<List<JsonNode>> ParkedAsync(PlatformUnderTest platform, string order) =>
        [.. (await platform.GetAsync($"/admin/quarantine/order/{order}?limit=1000"))!["parked"]!.AsArray().Select(parked => parked!)];

    /// <summary>Requests an order's redrive until the silo dies of it, or of one it had begun before.</summary>
    public static async Task RedriveToDeathAsync(PlatformUnderTest platform, string order)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                await TryRedriveAsync(platform, order);
                return platform.Process.ExitCode is not null;
            },
            () => platform.Process.Output,
            seconds: 120);
        await platform.Process.WaitForKillAsync();
    }

    /// <summary>Requests an order's redrive, whatever the silo answers, or whether it does at all.</summary>
    public static async Task TryRedriveAsync(PlatformUnderTest platform, string order)
    {
        try
        {
            using var answer = await platform.Http.PostAsync(new Uri($"/admin/quarantine/order/{order}/redrive", UriKind.Relative), null);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            // It has not begun to listen, or it is dead. The client does not wrap a connection that ends while it is made.
        }
    }

    /// <summary>Begins an order's redrive, if it is in quarantine, however long its grain can't be reached because its silo died.</summary>
    public static async Task RedriveAsync(PlatformUnderTest platform, string order)
    {
        var found = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await platform.Http.PostAsync(new Uri($"/admin/quarantine/order/{order}/redrive", UriKind.Relative), null);
                found = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                return answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.NotFound;
            },
            () => found,
            seconds: 90);
    }

    /// <summary>Begins the redrive of all entities of one kind of error, and waits until each is begun; returns how many events they had parked.</summary>
    public static async Task<long> RedriveAllAsync(PlatformUnderTest platform, string errorType)
    {
        using var answer = await platform.Http.PostAsJsonAsync("/admin/redrive", new { errorType });
        var redrive = "";
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"The redrive answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        await Eventually.HoldsAsync(
            async () => (redrive = (await platform.GetAsync($"/admin/redrive?errorType={errorType}"))!.ToJsonString()) is var found && JsonNode.Parse(found)!["endedAt"] is not null,
            () => redrive,
            seconds: 60);
        return (long)JsonNode.Parse(redrive)!["events"]!;
    }

    /// <summary>Waits until nothing is in quarantine any more.</summary>
    public static Task AwaitNoneAsync(PlatformUnderTest platform, int seconds = 60) =>
        Eventually.EqualAsync("", async () => string.Join(", ", (await ListAsync(platform)).Select(e => $"{e["key"]}: {e["waiting"]} parked, redriving {e["isRedriving"]}, {e["error"]}")), seconds);
}
