namespace Orleans.Streaming.Kafka.Tests.Topics;

public sealed class TopicDefinitionRulesTests
{
    private static readonly TopicDefinition Orders = new()
    {
        Name = "orders",
        Partitions = 12,
        ReplicationFactor = 3,
        Config = new Dictionary<string, string> { ["min.insync.replicas"] = "2", ["retention.ms"] = "60000" },
    };

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "1")]
    [InlineData(3, "2")]
    public void ConfigFor_LowersMinInsyncReplicasWithTheReplicas(short replicas, string minInsync)
    {
        var config = TopicDefinitionRules.ConfigFor(Orders, replicas);

        Assert.Equal(minInsync, config["min.insync.replicas"]);
        Assert.Equal("60000", config["retention.ms"]);
    }

    [Fact]
    public void Differences_WhenTheTopicIsAsDefined_AreNone()
    {
        var found = TopicDefinitionRules.Differences(Orders, 12, 3, new Dictionary<string, string?> { ["min.insync.replicas"] = "2", ["retention.ms"] = "60000" });

        Assert.Empty(found);
    }

    [Fact]
    public void Differences_NamesEachSettingThatDiffers()
    {
        var found = TopicDefinitionRules.Differences(Orders, 6, 1, new Dictionary<string, string?> { ["min.insync.replicas"] = "1", ["retention.ms"] = "5" }).ToList();

        Assert.Equal(3, found.Count);
        Assert.Contains("6 partitions", found[0], StringComparison.Ordinal);
        Assert.Contains("1 replicas", found[1], StringComparison.Ordinal);
        Assert.Contains("retention.ms=5", found[2], StringComparison.Ordinal);
    }
}
