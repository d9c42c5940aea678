namespace Platform.Events.Tests.Catalog;

public sealed class TopicCatalogTests
{
    private const string Good =
        """
        # The topics.
        - name: a.b-c_d
          partitions: 12
          replication-factor: 3
          config:
            retention.ms: -1
            unheard.of: "true"
        - name: plain
          partitions: 1
          replication-factor: 1
        """;

    [Fact]
    public void Parse_WhenGood_HasTheTopicsInOrder()
    {
        var catalog = TopicCatalog.Parse(Good);

        Assert.Equal(["a.b-c_d", "plain"], catalog.Topics.Select(topic => topic.Name));
        var topic = Assert.IsType<TopicSpec>(catalog.Find("a.b-c_d"));
        Assert.Equal((12, (short)3), (topic.Partitions, topic.ReplicationFactor));
        Assert.Equal(new Dictionary<string, string> { ["retention.ms"] = "-1", ["unheard.of"] = "true" }, topic.Config);
        Assert.Empty(catalog.Find("plain")!.Config);
        Assert.Null(catalog.Find("other"));
    }

    [Theory]
    [InlineData("partitions: 12", "partitions: 0", "t.yaml:3: partitions is '0'; it must be a whole number from 1 to 2147483647.")]
    [InlineData("partitions: 12", "partitions: 1.5", "t.yaml:3: partitions is '1.5'")]
    [InlineData("partitions: 12", "partitions: [1]", "t.yaml:3: partitions must have one value")]
    [InlineData("partitions: 12", "partitions:", "t.yaml:3: partitions must have one value")]
    [InlineData("replication-factor: 3", "replication-factor: 40000", "t.yaml:4: replication-factor is '40000'; it must be a whole number from 1 to 32767")]
    [InlineData("replication-factor: 3", "replicas: 3", "t.yaml:4: replicas is not known; a topic has name, partitions, replication-factor and config")]
    [InlineData("  replication-factor: 3\n", "", "t.yaml:2: the topic has no replication-factor")]
    [InlineData("name: a.b-c_d\n  ", "", "t.yaml:2: the topic has no name")]
    [InlineData("name: a.b-c_d", "name: a/b", "t.yaml:2: name is 'a/b'; it must be 1 to 249 letters, digits")]
    [InlineData("name: a.b-c_d", "name: ..", "t.yaml:2: name is '..'")]
    [InlineData("name: plain", "name: a.b-c_d", "t.yaml:8: the topic a.b-c_d is declared twice")]
    [InlineData("retention.ms: -1", "retention.ms: [1]", "t.yaml:6: the setting retention.ms must have one value")]
    [InlineData("retention.ms: -1", "retention.ms:", "t.yaml:6: the setting retention.ms must have one value")]
    [InlineData("retention.ms: -1", "unheard.of: 2", "t.yaml:7: this is not YAML: ")]
    [InlineData("- name: a.b-c_d", "- name: 'a", "t.yaml:")]
    public void Parse_WhenSomethingIsWrong_NamesLineAndWhatIsRight(string good, string bad, string message)
    {
        var text = Good.Replace("\r", "", StringComparison.Ordinal).Replace(good, bad, StringComparison.Ordinal);

        var error = Assert.Throws<TopicCatalogException>(() => TopicCatalog.Parse(text, "t.yaml"));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("topics: []")]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("- name: a\n  partitions: 1\n  replication-factor: 1\n---\n- name: b\n  partitions: 1\n  replication-factor: 1")]
    [InlineData("&a [*a]")]
    [InlineData("- &t {name: a, partitions: 1, replication-factor: 1, config: *t}")]
    [InlineData("- *nowhere")]
    [InlineData("- plain")]
    [InlineData("- []")]
    [InlineData("- {name: a, partitions: 1, replication-factor: 1, config: []}")]
    [InlineData("- {name: a, partitions: 1, replication-factor: 1, config: {? [1] : 2}}")]
    [InlineData("- {name: a, partitions: 1, replication-factor: 1, ? {a: b} : 2}")]
    public void Parse_WhenNoListOfTopics_SaysSo(string text)
    {
        var error = Assert.Throws<TopicCatalogException>(() => TopicCatalog.Parse(text, "t.yaml"));

        Assert.StartsWith("t.yaml:1: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WhenThereIsNoFile_NamesIt()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "topics.yaml");

        var error = Assert.Throws<TopicCatalogException>(() => TopicCatalog.Load(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}
