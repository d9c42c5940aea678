using System.Diagnostics;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Interop;

/// <summary>Each client that docs/shop.md names reads the shop's outputs with nothing but what it comes with.</summary>
[Trait("Needs", "RealParts")]
public sealed class OutputClientsTests
{
    private const string Outputs = "users.order-activity";
    private const int Orders = 200;

    [SkippableFact]
    public async Task Outputs_AreReadByEveryClientThatTheDocsName()
    {
        var scripts = Path.Combine(Programs.Root, "tests", "kafkajs");
        Skip.IfNot(Directory.Exists(Path.Combine(scripts, "node_modules")), "tests/kafkajs is not installed: run \"npm ci\" there (needs Node.js)");
        var kafka = Environment.GetEnvironmentVariable("KAFKA_HOME");
        Skip.If(string.IsNullOrEmpty(kafka), "KAFKA_HOME names no Kafka installation.");
        await using var broker = await RealBroker.StartAsync();
        var platform = new PlatformUnderTest(broker.BootstrapServers);
        await platform.StartAsync();
        await using var running = new RunningPlatform(platform, broker.BootstrapServers);
        await running.Publisher.SendAsync([.. Enumerable.Range(0, Orders).Select(n => Publisher.Envelope(
            "orders.created", $"o-{n}", "order.created", new { orderId = $"o-{n}", userId = $"u-{n % 7}", amount = 10, items = Array.Empty<object>(), status = "pending" }))]);
        await running.AwaitGroupAtEndAsync("order-processor", "orders.created");

        var expected = TopicReader.ReadEnvelopes(broker.BootstrapServers, Outputs).Select(IdOf).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Orders, expected.Length);
        Assert.Equal(expected, await IdsAsync("node", scripts, ["read-topic.mjs", "--brokers", broker.BootstrapServers, "--topic", Outputs, "--count", $"{Orders}"]));
        Assert.Equal(expected, await IdsAsync("kcat", scripts, ["-C", "-q", "-e", "-o", "beginning", "-b", broker.BootstrapServers, "-t", Outputs]));
        Assert.Equal(expected, await IdsAsync(
            Path.Combine(kafka, "bin", "kafka-console-consumer.sh"), scripts, ["--bootstrap-server", broker.BootstrapServers, "--topic", Outputs, "--from-beginning", "--max-messages", $"{Orders}", "--timeout-ms", "30000"]));
    }

    private static string IdOf(JsonNode envelope) => (string)envelope["eventId"]!;

    private static async Task<string[]> IdsAsync(string program, string folder, string[] arguments)
    {
        using var reader = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = reader.StandardOutput.ReadToEndAsync();
        var errors = reader.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await reader.WaitForExitAsync(limit.Token);
        Assert.True(reader.ExitCode == 0, $"{program} ended with {reader.ExitCode}:\n{await errors}");
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => IdOf(JsonNode.Parse(line)!)).Order(StringComparer.Ordinal)];
    }
}
