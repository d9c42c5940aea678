using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>What only a real broker does: let records expire.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class RealStreamRewinderTests(RealBrokerFixture fixture)
{
    [SkippableTheory]
    [InlineData(100, 50)]
    [InlineData(40, 0)]
    public async Task WhatHasExpired_IsSkipped_AndSaid(int until, int left)
    {
        await using var harness = new RewindHarness(fixture.Broker);
        var topic = await harness.CreateTopicAsync(100, keys: 1);
        await harness.ExpireAsync(topic, below: 50);

        var taken = await RewindHarness.TakeAllAsync(harness.Create(topic).Read(
            StreamId.Create(topic, "k0"),
            Guid.Empty,
            KafkaStreamSequenceToken.FromOffset(topic, 0, 10),
            until));

        Assert.Equal(Enumerable.Range(50, left), taken);
        Assert.Contains(harness.Log.AtLeast(LogLevel.Warning), line => line.Contains("the log begins at 50", StringComparison.Ordinal));
    }
}
