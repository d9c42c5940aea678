using System.Diagnostics;
using System.Globalization;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Operators look at a group with Kafka's own tool: it must show what is.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class KafkaToolTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Describe_ShowsMembersOffsetsAndLag(KafkaGroupProtocol protocol)
    {
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        Skip.If(home is null, "KAFKA_HOME is not set: Kafka's tools are not here.");
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        await using var silo = await StartAsync(o => o.GroupProtocol = protocol);
        silo.Probe.BeforeAsync = (key, _) => key == "stuck" ? throw new IOException("database away") : Task.CompletedTask;
        Admin.Produce(Topic, 0, Records(0, 30));
        Admin.Produce(Topic, 1, Records(0, 10));
        Admin.Produce(Topic, 1, Records(0, 5, "stuck"));
        await AwaitCommittedAsync(0, 30);
        await AwaitCommittedAsync(1, 10);

        var rows = await DescribeAsync(home);

        // GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID
        Assert.Equal(["0 30 30 0", "1 10 15 5"], rows.Select(r => string.Join(' ', r[2..6])).Order(StringComparer.Ordinal));
        Assert.All(rows, row =>
        {
            Assert.Equal(Group, row[0]);
            Assert.Equal(Topic, row[1]);
            Assert.NotEqual("-", row[6]);
            Assert.Equal("orleans", row[8]);
        });
        Assert.Single(rows.Select(r => r[6]).Distinct(StringComparer.Ordinal));
    }

    private async Task<List<string[]>> DescribeAsync(string home)
    {
        var start = new ProcessStartInfo(Path.Combine(home, "bin", "kafka-consumer-groups.sh")) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { "--bootstrap-server", Broker.BootstrapServers, "--describe", "--group", Group, "--timeout", "60000" })
        {
            start.ArgumentList.Add(argument);
        }

        using var tool = Process.Start(start)!;
        var response = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        return [.. response
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length > 2 && int.TryParse(cells[2], CultureInfo.InvariantCulture, out _))];
    }
}
