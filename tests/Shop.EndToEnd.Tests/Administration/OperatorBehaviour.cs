using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Administration;

/// <summary>What an operator does about poison, with the command and over HTTP; the same on the embedded and on a real broker.</summary>
public abstract class OperatorBehaviour
{
    private protected abstract RunningPlatform Running { get; }

    private string Order { get; } = $"op/{Guid.NewGuid():N}";

    private string User { get; } = $"u-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task QuarantinedOrder_IsListedShownRedrivenInVainDroppedAndRedriven()
    {
        await PoisonAsync(Order);

        var listed = await CliAsync(0, "dlq", "list", "--error", "unknown-version", "--limit", "1000");
        Assert.Contains($"order/{Order}  2  ", listed.Output, StringComparison.Ordinal);

        var shown = JsonNode.Parse((await CliAsync(0, "dlq", "show", $"order/{Order}")).Output)!;
        Assert.Equal([1, 2], shown["parked"]!.AsArray().Select(parked => (int)parked!["sequence"]!));
        Assert.Equal("orders.created", (string?)shown["entity"]!["topic"]);
        Assert.True((int)shown["parked"]![0]!["bytes"]! > 0);

        // Nothing was mended: it stops again at the same event, and nothing is lost.
        var inVain = await CliAsync(1, "dlq", "redrive", $"order/{Order}");
        Assert.Contains("stopped again with 2 events parked; nothing is lost. unknown-version", inVain.Error, StringComparison.Ordinal);

        var dropped = await CliAsync(0, "dlq", "drop", $"order/{Order}", "--sequence", "1", "--reason", "a producer that is mended");
        Assert.Contains($"1 events of order/{Order} were dropped.", dropped.Output, StringComparison.Ordinal);
        var after = JsonNode.Parse((await CliAsync(0, "dlq", "show", $"order/{Order}")).Output)!;
        Assert.Equal("a producer that is mended", (string?)Assert.Single(after["dropped"]!.AsArray())!["dropReason"]);
        Assert.Equal(2, (int)Assert.Single(after["parked"]!.AsArray())!["sequence"]!);

        var redriven = await CliAsync(0, "dlq", "redrive", $"order/{Order}");
        Assert.Contains($"order/{Order} is live.", redriven.Output, StringComparison.Ordinal);
        await Running.AwaitOrderAsync(Uri.EscapeDataString(Order), "\"pending\" 1 0 1");
        var live = JsonNode.Parse((await CliAsync(0, "dlq", "show", $"order/{Order}")).Output)!;
        Assert.Null(live["entity"]);
        Assert.Equal("a producer that is mended", (string?)Assert.Single(live["dropped"]!.AsArray())!["dropReason"]);
    }

    [SkippableFact]
    public async Task RedriveOfOneError_SaysWhichStoppedAgain_AndDropOfAllMakesThemLive()
    {
        await PoisonAsync(Order);

        var inVain = await CliAsync(1, "dlq", "redrive", "--error", "unknown-version");
        Assert.Contains($"order/{Order}: unknown-version", inVain.Error, StringComparison.Ordinal);
        Assert.Contains("stopped again", inVain.Error, StringComparison.Ordinal);

        await CliAsync(0, "dlq", "drop", $"order/{Order}", "--reason", "nobody needs it");
        var listed = await CliAsync(0, "dlq", "list", "--limit", "1000");
        Assert.DoesNotContain(Order, listed.Output, StringComparison.Ordinal);
        await CliAsync(0, "dlq", "redrive", "--error", "no-such-error");
    }

    [SkippableFact]
    public async Task LoneDeadLetter_IsListedByErrorAndTime_Shown_AndReinjected()
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await Running.Publisher.SendAsync(Publisher.Bare("orders.created", Order, "order.created", "{broken"));
        var deadLetter = await AwaitDeadLetterAsync("invalid-json");

        Assert.Empty(await DeadLettersAsync($"&error=bad-amount&from={Text(before)}"));
        Assert.Empty(await DeadLettersAsync($"&error=invalid-json&from={Text(TimeProvider.System.GetUtcNow().AddHours(1))}"));
        Assert.Empty(await DeadLettersAsync($"&error=invalid-json&to={Text(before)}"));
        Assert.Single(await DeadLettersAsync($"&error=invalid-json&from={Text(before)}&to={Text(TimeProvider.System.GetUtcNow().AddHours(1))}"));
        var listed = await CliAsync(0, "dlq", "list", "--topic", "orders.created", "--error", "invalid-json", "--limit", "1000");
        Assert.Contains($"{deadLetter.Partition} {deadLetter.Offset}", listed.Output, StringComparison.Ordinal);

        var shown = JsonNode.Parse((await CliAsync(0, "dlq", "show", "orders.created.dlq", deadLetter.Partition, deadLetter.Offset)).Output)!;
        Assert.Equal(("{broken", Order), ((string?)shown["value"], (string?)shown["key"]));

        var again = await CliAsync(0, "dlq", "reinject", "orders.created", deadLetter.Partition, deadLetter.Offset);
        Assert.Contains($"Reinjected: orders.created {deadLetter.Partition} ", again.Output, StringComparison.Ordinal);
        await Eventually.EqualAsync(2, async () => (await DeadLettersAsync("&error=invalid-json")).Count);
        var record = TopicReader.ReadAll(Running.BootstrapServers, "orders.created").Where(r => r.Message.Key is { } key && System.Text.Encoding.UTF8.GetString(key) == Order).MaxBy(r => r.Offset.Value)!;
        Assert.Equal("{broken", System.Text.Encoding.UTF8.GetString(record.Message.Value!));
        Assert.DoesNotContain(record.Message.Headers, header => header.Key.StartsWith("dlq-", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task DeadLetters_InPages_AreAllThere()
    {
        await Running.Publisher.SendAsync([.. Enumerable.Range(0, 5).Select(i => Publisher.Bare("orders.updated", Order, "order.updated", $"[{i}]"))]);
        var found = new List<string>();
        await Eventually.EqualAsync(5, async () => (await DeadLettersAsync("", "orders.updated")).Count);

        string? after = null;
        do
        {
            var page = (await Running.Platform.GetAsync($"/admin/dead-letters?topic=orders.updated&limit=2{(after is null ? "" : $"&after={after}")}"))!;
            found.AddRange(page["deadLetters"]!.AsArray().Where(IsOurs).Select(deadLetter => $"{deadLetter!["partition"]}/{deadLetter["offset"]}"));
            after = (string?)page["next"];
        }
        while (after is not null);

        Assert.Equal(5, found.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(5, found.Count);
    }

    [SkippableFact]
    public async Task CopyOfAParkedEvent_IsNotReinjected()
    {
        await PoisonAsync(Order);
        var deadLetter = await AwaitDeadLetterAsync("unknown-version");

        var refused = await CliAsync(1, "dlq", "redrive", "orders.created", deadLetter.Partition, deadLetter.Offset);
        using var answer = await Running.Platform.Http.PostAsync(new Uri($"/admin/dead-letters/orders.created/{deadLetter.Partition}/{deadLetter.Offset}/reinject", UriKind.Relative), content: null);

        Assert.Contains("Redrive that entity instead", refused.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        await CliAsync(0, "dlq", "drop", $"order/{Order}", "--reason", "the test is over");
    }

    [SkippableFact]
    public async Task Routes_WhenNothingIsThere_Say404AndWhy()
    {
        var http = Running.Platform.Http;
        using var entity = await http.PostAsync(new Uri($"/admin/quarantine/order/{Guid.NewGuid():N}/redrive", UriKind.Relative), content: null);
        using var drop = await http.PostAsJsonAsync($"/admin/quarantine/nothing/{Guid.NewGuid():N}/drop", new { reason = "r" });
        using var topic = await http.GetAsync(new Uri("/admin/dead-letters?topic=no.such.topic", UriKind.Relative));
        using var deadLetter = await http.GetAsync(new Uri("/admin/dead-letters/orders.created/0/999999", UriKind.Relative));

        Assert.All([entity, drop, topic, deadLetter], answer => Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)));
    }

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));

    private async Task PoisonAsync(string order)
    {
        await Running.Publisher.SendAsync(
            Publisher.Envelope("orders.created", order, "order.created", new { orderId = order, userId = User, amount = 1m }, version: "9.0"),
            Publisher.Envelope("orders.created", order, "order.created", new { orderId = order, userId = User, amount = 1m }));
        await Eventually.EqualAsync(2, async () => (int?)(await Running.Platform.GetAsync($"/admin/quarantine/order/{Uri.EscapeDataString(order)}"))?["entity"]!["waiting"]);
    }

    private async Task<Cli> CliAsync(int exitCode, params string[] args)
    {
        var run = await Cli.RunAsync(Running.Platform, args);
        Assert.True(run.ExitCode == exitCode, $"platform {string.Join(' ', args)}: expected exit code {exitCode}; {run}");
        return run;
    }

    private bool IsOurs(JsonNode? deadLetter) => (string?)deadLetter!["key"] == Order && (string?)deadLetter["group"] == "order-processor";

    private async Task<IReadOnlyList<JsonNode>> DeadLettersAsync(string query, string topic = "orders.created")
    {
        var page = (await Running.Platform.GetAsync($"/admin/dead-letters?topic={topic}&limit=1000{query}"))!;
        return [.. page["deadLetters"]!.AsArray().Where(IsOurs).Select(deadLetter => deadLetter!)];
    }

    private async Task<(string Partition, string Offset)> AwaitDeadLetterAsync(string error)
    {
        IReadOnlyList<JsonNode> deadLetters = [];
        await Eventually.HoldsAsync(async () => (deadLetters = await DeadLettersAsync($"&error={error}")).Count > 0, () => $"no dead letter of {error} for {Order}");
        return (deadLetters[0]["partition"]!.ToString(), deadLetters[0]["offset"]!.ToString());
    }
}
