namespace Orleans.Streaming.Kafka.Tests.Hosting;

public sealed class TopicNeedsTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(5, null)]
    public void Problems_OfAReplicatedTopic_AreNone(int replicas, int? minInsync) =>
        Assert.Empty(TopicNeeds.Problems("t", replicas, minInsync, allowFewerReplicas: false, "Shop:FewerReplicas", "kafka:9092"));

    [Theory]
    [InlineData(null, null, "does not exist")]
    [InlineData(2, 2, "replica(s)")]
    [InlineData(3, 1, "min.insync.replicas=1")]
    public void Problems_OfAWeakTopic_SayWhyAndHowToOverride(int? replicas, int? minInsync, string expected)
    {
        var problem = Assert.Single(TopicNeeds.Problems("t", replicas, minInsync, allowFewerReplicas: false, "Shop:FewerReplicas", "kafka:9092"));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains(replicas is null ? "Create it" : "set Shop:FewerReplicas to true", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WhenFewerAreAllowed_AreOnlyThatItDoesNotExist()
    {
        Assert.Empty(TopicNeeds.Problems("t", 1, 1, allowFewerReplicas: true, "Shop:FewerReplicas", "kafka:9092"));
        Assert.Single(TopicNeeds.Problems("t", null, null, allowFewerReplicas: true, "Shop:FewerReplicas", "kafka:9092"));
    }
}
