using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka;
using Shop.Gateway.Analytics;

namespace Shop.Gateway.Tests.Analytics;

public sealed class TopicShardsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestTopics _topics = new() { Counts = { ["orders.created"] = 2, ["payments.processed"] = 1 } };

    [Fact]
    public async Task GetKeys_WhenTopicsExist_NamesEachPartition()
    {
        var keys = await Shards().GetKeysAsync(default);

        Assert.Equal(["orders.created/0", "orders.created/1", "payments.processed/0"], keys);
        Assert.Equal(["orders.created", "orders.updated", "orders.cancelled", "payments.processed"], _topics.Asked);
    }

    [Fact]
    public async Task GetKeys_WhenAskedAgain_AsksTheBrokerOnlyOnceTheyAreOld()
    {
        var shards = Shards();
        await shards.GetKeysAsync(default);
        _topics.Counts["orders.created"] = 3;

        var soon = await shards.GetKeysAsync(default);
        _time.Advance(TimeSpan.FromMinutes(1));
        var later = await shards.GetKeysAsync(default);

        Assert.Equal((3, 4), (soon.Count, later.Count));
    }

    [Fact]
    public async Task GetKeys_WhenNoBrokerAnswers_KeepsWhatWasKnown()
    {
        var shards = Shards();
        await shards.GetKeysAsync(default);
        _topics.Failure = new KafkaStreamException("away", isTransient: true);
        _time.Advance(TimeSpan.FromMinutes(1));

        var keys = await shards.GetKeysAsync(default);

        Assert.Equal(3, keys.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task GetKeys_WhenABrokerKnowsFewer_KeepsTheMost(int? fewer)
    {
        var shards = Shards();
        await shards.GetKeysAsync(default);
        _topics.Counts.Remove("orders.created");
        if (fewer is { } count)
        {
            _topics.Counts["orders.created"] = count;
        }

        _topics.Counts["payments.processed"] = 2;
        _time.Advance(TimeSpan.FromMinutes(1));

        var keys = await shards.GetKeysAsync(default);

        Assert.Equal(["orders.created/0", "orders.created/1", "payments.processed/0", "payments.processed/1"], keys);
    }

    [Fact]
    public async Task GetKeys_WhenNoBrokerEverAnswered_Fails()
    {
        _topics.Failure = new KafkaStreamException("away", isTransient: true);

        await Assert.ThrowsAsync<KafkaStreamException>(async () => await Shards().GetKeysAsync(default));
    }

    private TopicShards Shards() => new(_topics, Options.Create(new AnalyticsOptions()), _time, NullLogger<TopicShards>.Instance);

    private sealed class TestTopics : IKafkaTopics
    {
        public Dictionary<string, int> Counts { get; } = [];

        public List<string> Asked { get; } = [];

        public KafkaStreamException? Failure { get; set; }

        public Task<int?> GetPartitionCountAsync(string topic, CancellationToken cancellationToken = default)
        {
            Asked.Add(topic);
            return Failure is null ? Task.FromResult<int?>(Counts.TryGetValue(topic, out var count) ? count : null) : Task.FromException<int?>(Failure);
        }

        public Task<TopicsReport> EnsureAsync(IReadOnlyList<TopicDefinition> definitions, bool allowFewerReplicas, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CheckAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
