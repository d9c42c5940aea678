namespace Orleans.Streaming.Kafka.Tests.Topics;

public sealed class TopicNeedsTests
{
    private const int RecordBytesMax = 1_000_000;
    private const int Needed = RecordBytesMax + 65_536;

    private static readonly TopicFacts Source = new("t", 3, 2, RecordBytesMax);

    [Theory]
    [InlineData(3, 2)]
    [InlineData(5, null)]
    public void Problems_OfAReplicatedTopic_AreNone(int replicas, int? minInsync) =>
        Assert.Empty(TopicNeeds.Problems(new TopicFacts("t", replicas, minInsync, null), allowFewerReplicas: false, "Shop:FewerReplicas", "kafka:9092"));

    [Theory]
    [InlineData(null, null, "does not exist")]
    [InlineData(2, 2, "replica(s)")]
    [InlineData(3, 1, "min.insync.replicas=1")]
    public void Problems_OfAWeakTopic_SayWhyAndHowToOverride(int? replicas, int? minInsync, string expected)
    {
        var problem = Assert.Single(TopicNeeds.Problems(new TopicFacts("t", replicas, minInsync, null), allowFewerReplicas: false, "Shop:FewerReplicas", "kafka:9092"));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains(replicas is null ? "Create it" : "set Shop:FewerReplicas to true", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WhenFewerAreAllowed_AreOnlyThatItDoesNotExist()
    {
        Assert.Empty(TopicNeeds.Problems(new TopicFacts("t", 1, 1, null), allowFewerReplicas: true, "Shop:FewerReplicas", "kafka:9092"));
        Assert.Single(TopicNeeds.Problems(new TopicFacts("t", null, null, null), allowFewerReplicas: true, "Shop:FewerReplicas", "kafka:9092"));
    }

    [Theory]
    [InlineData(Needed)]
    [InlineData(null)]
    public void DeadLetterWarnings_OfARightTopic_AreNone(int? bytesMax) => Assert.Empty(Warnings(new TopicFacts("t.dlq", 3, 2, bytesMax), allowFewerReplicas: false));

    [Theory]
    [InlineData(null, null, null, "does not exist")]
    [InlineData(2, 2, Needed, "replica(s)")]
    [InlineData(3, 1, Needed, "min.insync.replicas=1")]
    [InlineData(3, 2, Needed - 1, "max.message.bytes=1065535, and needs 1065536")]
    public void DeadLetterWarnings_NameTheTopicAndWhatIsWrongAndWhatWouldBeRight(int? replicas, int? minInsync, int? bytesMax, string expected)
    {
        var warning = Assert.Single(Warnings(new TopicFacts("t.dlq", replicas, minInsync, bytesMax), allowFewerReplicas: false));

        Assert.Contains("\"t.dlq\"", warning, StringComparison.Ordinal);
        Assert.Contains(expected, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void DeadLetterWarnings_WhenFewerReplicasAreAllowed_AreOfTheRest()
    {
        Assert.Empty(Warnings(new TopicFacts("t.dlq", 1, 1, Needed), allowFewerReplicas: true));
        Assert.Single(Warnings(new TopicFacts("t.dlq", 1, 1, 1_048_588), allowFewerReplicas: true));
    }

    [Theory]
    [InlineData(500_000, 565_536)]
    [InlineData(5_000_000, Needed)]
    [InlineData(null, Needed)]
    public void DeadLetterWarnings_GoByTheSmallerOfWhatTheSourceTakesAndTheProducerSends(int? sourceMax, int needed)
    {
        var source = Source with { RecordBytesMax = sourceMax };

        Assert.Empty(TopicNeeds.DeadLetterWarnings(new TopicFacts("t.dlq", 3, 2, needed), source, RecordBytesMax, allowFewerReplicas: false, "Shop:FewerReplicas", "kafka:9092"));
        Assert.Single(TopicNeeds.DeadLetterWarnings(new TopicFacts("t.dlq", 3, 2, needed - 1), source, RecordBytesMax, allowFewerReplicas: false, "Shop:FewerReplicas", "kafka:9092"));
    }

    private static IEnumerable<string> Warnings(TopicFacts deadLetters, bool allowFewerReplicas) =>
        TopicNeeds.DeadLetterWarnings(deadLetters, Source, RecordBytesMax, allowFewerReplicas, "Shop:FewerReplicas", "kafka:9092");
}
