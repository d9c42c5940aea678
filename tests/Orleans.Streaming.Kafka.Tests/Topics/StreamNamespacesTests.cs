using System.Text;

namespace Orleans.Streaming.Kafka.Tests.Topics;

public sealed class StreamNamespacesTests
{
    [Theory]
    [InlineData("orders", "orders", null)]
    [InlineData("shared", "shared", null)]
    [InlineData("renamed", "orders-v2", null)]
    [InlineData("events", "events", "events")]
    [InlineData("anything", "events", "anything")]
    [InlineData(null, "events", "")]
    public void TopicOf_FollowsTheTopicsOptions(string? name, string topic, string? header)
    {
        var namespaces = StreamNamespaces.Of([Route("orders"), Route("shared"), Route("other", "shared"), Route("orders-v2", "renamed"), Route("events", header: "ns")]);

        var (found, headers) = namespaces.TopicOf(name is null ? StreamId.Create(default, "k"u8) : StreamId.Create(name, "k"));

        Assert.Equal(topic, found);
        Assert.Equal(header is null ? [] : [("ns", header)], headers.Select(h => (h.Key, Encoding.UTF8.GetString(h.Value!))));
    }

    [Fact]
    public void TopicOf_WhenNobodySaysWhere_NamesWhatIsMissing()
    {
        var namespaces = StreamNamespaces.Of([Route("a", "shared"), Route("b", "shared")]);

        Assert.Contains("a, b", Assert.Throws<ArgumentException>(() => namespaces.TopicOf(StreamId.Create("shared", "k"))).Message, StringComparison.Ordinal);
        Assert.Contains("NamespaceHeader", Assert.Throws<ArgumentException>(() => namespaces.TopicOf(StreamId.Create(default, "k"u8))).Message, StringComparison.Ordinal);
        Assert.Equal("elsewhere", namespaces.TopicOf(StreamId.Create("elsewhere", "k")).Topic);
    }

    [Fact]
    public void TwoTopics_ForAllOtherNamespaces_AreRejected()
    {
        var exception = Assert.Throws<OrleansConfigurationException>(() => StreamNamespaces.Of([Route("a", header: "x"), Route("b", header: "y")]));

        Assert.Contains("\"a\" and \"b\"", exception.Message, StringComparison.Ordinal);
    }

    private static KafkaTopicRoute Route(string topic, string? name = null, string? header = null) =>
        new(topic, static e => e.Key, static (_, _) => throw new NotSupportedException(), null) { Stream = new KafkaStreamTopicOptions { Namespace = name, NamespaceHeader = header } };
}
