using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Streaming.Kafka;
using Shop.EndToEnd.Tests.Recovery;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Interop;

/// <summary>KafkaJS and our producer put one key into one partition, or one order's events would have two.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class PartitionTests(RecoveryBroker broker)
{
    private const int Partitions = 12;

    [SkippableFact]
    public async Task Keys_OfAnyText_GoWhereKafkaJsPutsThem()
    {
        var folder = Path.Combine(Programs.Root, "tests", "kafkajs");
        Skip.IfNot(Directory.Exists(Path.Combine(folder, "node_modules")), "tests/kafkajs is not installed: run \"npm ci\" there (needs Node.js)");
        var topic = RecoveryBroker.NewPrefix() + "keys";
        await broker.Broker.CreateTopicAsync(topic, Partitions);
        var keys = Keys();
        await using var publisher = new Publisher(broker.Broker.BootstrapServers);

        var sent = await publisher.Producer.SendManyAsync(keys.ConvertAll(key => new KafkaMessage { Topic = topic, Key = Encoding.UTF8.GetBytes(key), Value = [1] }));

        Assert.All(sent, result => Assert.Null(result.Error));
        Assert.Equal(await KafkaJsPartitionsAsync(folder, keys), keys.Zip(sent, (key, result) => $"{key} {result.Record.Partition}"));
        Assert.Equal(Partitions, sent.Select(result => result.Record.Partition).Distinct().Count());
    }

    // Lengths of every remainder by four, bytes above 127, and the three ways orders are keyed.
    private static List<string> Keys()
    {
        string[] texts = ["a", "ab", "abc", "abcd", "order", "Bücher", "naïve", "заказ", "注文", "🛒", "u 1", "%", "\u00ff", "\uffff", "ключ:🛒"];
        return [.. texts, .. Enumerable.Range(0, 150).SelectMany(i => new[] { $"o-{i}", $"u-{i % 20}:o-{i}", $"{texts[i % texts.Length]}-{i}" })];
    }

    private static async Task<List<string>> KafkaJsPartitionsAsync(string folder, List<string> keys)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["partition-of.mjs", "--partitions", $"{Partitions}"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        await node.StandardInput.WriteAsync(string.Join('\n', keys));
        node.StandardInput.Close();
        var lines = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await node.WaitForExitAsync(limit.Token);
        Assert.Equal(0, node.ExitCode);
        return [.. lines.Select(line => JsonNode.Parse(line)!).Select(line => $"{(string)line["key"]!} {line["partition"]}")];
    }
}
