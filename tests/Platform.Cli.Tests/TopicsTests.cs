using Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace Platform.Cli.Tests;

/// <summary>Topics files: rendered, compared with a broker, created.</summary>
public sealed class TopicsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public TopicsTests() => File.WriteAllText(_file, """
        - {name: meters.readings, partitions: 4, replication-factor: 1, config: {retention.ms: 604800000, compression.type: lz4}}
        - {name: Meters_Alerts, partitions: 2, replication-factor: 1}
        """);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Script_CreatesEachTopicWithItsSettings()
    {
        var run = await Run.OfAsync("topics", "render", _file, "--format", "script");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("#!/bin/sh\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "create --topic meters.readings --partitions 4 --replication-factor 1 --config retention.ms=604800000 --config compression.type=lz4\ncreate --topic Meters_Alerts --partitions 2 --replication-factor 1\n",
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strimzi_HasAResourceForEachTopic_AndOneForItsUser()
    {
        var run = await Run.OfAsync("topics", "render", _file, "--format", "strimzi", "--cluster", "shop", "--user", "silo", "--group", "readers");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var stream = new YamlStream();
        stream.Load(new StringReader(run.Output));
        var resources = stream.Documents.Select(document => (YamlMappingNode)document.RootNode).ToList();
        Assert.Equal(["KafkaTopic meters.readings", "KafkaTopic meters-alerts", "KafkaUser silo"], resources.Select(resource => $"{resource["kind"]} {resource["metadata"]["name"]}"));
        Assert.All(resources, resource => Assert.Equal(("kafka.strimzi.io/v1", "kafka", "shop"), ($"{resource["apiVersion"]}", $"{resource["metadata"]["namespace"]}", $"{resource["metadata"]["labels"]["strimzi.io/cluster"]}")));
        Assert.Equal(("meters.readings", "4", "1", "lz4"), ($"{resources[0]["spec"]["topicName"]}", $"{resources[0]["spec"]["partitions"]}", $"{resources[0]["spec"]["replicas"]}", $"{resources[0]["spec"]["config"]["compression.type"]}"));
        Assert.Equal("Meters_Alerts", $"{resources[1]["spec"]["topicName"]}");
        Assert.Equal(
            ["topic meters.readings Read,Write,Describe,DescribeConfigs", "topic Meters_Alerts Read,Write,Describe,DescribeConfigs", "group readers Read,Describe"],
            ((YamlSequenceNode)resources[2]["spec"]["authorization"]["acls"]).Select(rule => $"{rule["resource"]["type"]} {rule["resource"]["name"]} {string.Join(',', ((YamlSequenceNode)rule["operations"]).Select(operation => $"{operation}"))}"));
    }

    [Fact]
    public async Task Strimzi_OfTheShop_IsWhatIsDeployed()
    {
        var run = await Run.OfAsync(
            "topics", "render", Repository.Find("deploy", "kafka", "topics.yaml"), "--format", "strimzi", "--user", "shop-silo", "--group", "order-processor", "--group", "user-processor", "--group", "analytics", "--group", "notifications");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(await File.ReadAllTextAsync(Repository.Find("deploy", "kubernetes", "kafka-topics.yaml")), run.Output);
    }

    [Theory]
    [InlineData("no-such-file.yaml")]
    public async Task File_ThatIsNotThere_IsNamed(string file)
    {
        var run = await Run.OfAsync("topics", "render", file, "--format", "script");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(file, run.Error, StringComparison.Ordinal);
    }
}
