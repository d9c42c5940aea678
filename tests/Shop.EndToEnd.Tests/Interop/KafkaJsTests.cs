using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Interop;

/// <summary>Real input from another language: tests/kafkajs publishes a shop's invoices and says what must come of them.</summary>
[Trait("Needs", "RealParts")]
public sealed class KafkaJsTests
{
    private static readonly string Folder = Path.Combine(Programs.Root, "tests", "kafkajs");

    [SkippableFact]
    public async Task Shop_PublishedByKafkaJs_AnswersWithExactlyTheTotalsTheScriptComputed()
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Folder, "node_modules")), "tests/kafkajs is not installed: run \"npm ci\" there (needs Node.js)");
        await using var broker = await RealBroker.StartAsync();
        var platform = new PlatformUnderTest(broker.BootstrapServers);
        await platform.StartAsync();
        await using var running = new RunningPlatform(platform, broker.BootstrapServers);
        var totals = Path.Combine(platform.Folder, "totals.json");
        string[] csv = Environment.GetEnvironmentVariable("PLATFORM_TEST_INVOICES") is { Length: > 0 } path ? ["--csv", path] : [];

        await RunNodeAsync(["publish-shop.mjs", "--brokers", broker.BootstrapServers, "--seed", "7", "--out", totals, .. csv]);

        await running.AwaitGroupAtEndAsync("order-processor", "orders.created", "orders.updated", "orders.cancelled", "payments.processed");
        await running.AwaitGroupAtEndAsync("user-processor", "users.registered", "users.updated", "users.order-activity");
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(totals))!;
        var wrong = new ConcurrentBag<string>();
        await CompareAsync(running, "/orders/", "orderId", expected["orders"]!.AsArray(), wrong);
        await CompareAsync(running, "/users/", "userId", expected["users"]!.AsArray(), wrong);
        Assert.True(wrong.IsEmpty, $"{wrong.Count} are wrong, such as: {string.Join("; ", wrong.Take(5))}");
        Assert.NotEmpty(expected["orders"]!.AsArray());
    }

    private static Task CompareAsync(RunningPlatform running, string path, string id, JsonArray expected, ConcurrentBag<string> wrong) =>
        Parallel.ForEachAsync(expected, async (wanted, _) =>
        {
            var found = await running.Platform.GetAsync(path + Uri.EscapeDataString((string)wanted![id]!));
            foreach (var (field, value) in wanted.AsObject().Where(f => f.Key != "keyStrategy"))
            {
                // The script says how many items there are.
                var actual = field == "items" ? found?["items"]?.AsArray().Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : Text(found?[field]);
                if (actual != Text(value))
                {
                    wrong.Add($"{path}{wanted[id]} {field} is {actual}, not {Text(value)}");
                }
            }
        });

    // Amounts are compared as numbers: 2.50 and 2.5 are one amount.
    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        _ when decimal.TryParse(node.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => (number / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => node.ToString(),
    };

    private static async Task RunNodeAsync(string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await node.WaitForExitAsync(limit.Token);
        Assert.True(node.ExitCode == 0, $"node {arguments[0]} ended with {node.ExitCode}:\n{await output}\n{await errors}");
    }
}
