using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>Where the dead letters of a topic go, by its options.</summary>
public sealed class DeadLetterTargetTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [Fact]
    public async Task Suffix_NamesTheTopic()
    {
        await fixture.Broker.CreateTopicAsync(_topic + ".rejected", 1);
        await using var silo = await StartAsync(topic => topic.DeadLetterSuffix(".rejected"));

        await SendAsync(silo, "refuse a", "b");

        await CommittedAsync(2);
        var deadLetter = Assert.Single(GroupReader.ReadAll(fixture.Broker, _topic + ".rejected", 1));
        Assert.Equal("refuse a", Encoding.UTF8.GetString(deadLetter.Message.Value!));
    }

    [Fact]
    public async Task Sink_IsOfferedADeadLetterUntilItTakesIt_AndTheOffsetWaits()
    {
        var sink = new SlowSink { IsAway = true };
        await using var silo = await StartAsync(topic => topic.DeadLettersTo<SlowSink>(), sink);

        await SendAsync(silo, "refuse a", "b");
        await Eventually.Async(() => sink.Offered.Count >= 3 && silo.Probe.TextsOf("other").Count == 1, () => $"{sink.Offered.Count} offered");
        Assert.Contains("dead letters can't be stored: the sink is away", silo.Status.Degraded, StringComparison.Ordinal);
        Assert.Equal(0, await GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, 1));
        sink.IsAway = false;

        await CommittedAsync(2);
        var deadLetter = Assert.Single(sink.Stored);
        Assert.Equal(("refuse a", "test-refusal", "refuse a", "k", 1, _group, 0L), (Encoding.UTF8.GetString(deadLetter.Record.Value!), deadLetter.ErrorType, deadLetter.Error, deadLetter.Entity, deadLetter.Attempts, deadLetter.Group, deadLetter.Record.Position.Offset));
        Assert.Null(silo.Status.Degraded);
    }

    [Fact]
    public async Task None_SkipsAndCounts_AndTheOffsetGoesOn()
    {
        using var skipped = new MetricCount("kafka.messages.skipped", _topic);
        using var deadLetters = new MetricCount("kafka.dead_letters", _topic);
        await using var silo = await StartAsync(topic => topic.WithoutDeadLetters());

        await SendAsync(silo, "refuse a", "b");

        await CommittedAsync(2);
        Assert.Equal((1, 0), (skipped.Sum, deadLetters.Sum));
        Assert.Equal(["b"], silo.Probe.TextsOf("other"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" dead")]
    [InlineData("/dlq")]
    public void Suffix_ThatNamesNoTopic_IsRefused(string suffix) =>
        Assert.ThrowsAny<ArgumentException>(() => new KafkaTopicBuilder("t").DeadLetterSuffix(suffix));

    private async Task<KafkaSilo> StartAsync(Action<KafkaTopicBuilder> configure, SlowSink? sink = null)
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        return await KafkaSilo.StartAsync(
            fixture.Broker,
            _group,
            [],
            build: kafka => kafka.Topic(_topic, topic => configure(topic.DeliverTo<IProbeGrain>())),
            configureSilo: silo => silo.Services.AddSingleton(sink ?? new SlowSink()));
    }

    private async Task SendAsync(KafkaSilo silo, string first, string second) => await silo.Producer.SendManyAsync(
    [
        new KafkaMessage { Topic = _topic, Key = [.. "k"u8], Value = Encoding.UTF8.GetBytes(first) },
        new KafkaMessage { Topic = _topic, Key = [.. "other"u8], Value = Encoding.UTF8.GetBytes(second) },
    ]);

    private Task CommittedAsync(long sum) => Eventually.EqualAsync(sum, () => GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, 1));
}
