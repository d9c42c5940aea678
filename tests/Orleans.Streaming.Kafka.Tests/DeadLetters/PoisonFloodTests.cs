using System.Diagnostics;
using Orleans.Streaming.Kafka.Tests.Support;
using Xunit.Abstractions;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>Many records that name nobody, and no topic for their dead letters.</summary>
public sealed class PoisonFloodTests(EmbeddedBrokerFixture fixture, ITestOutputHelper output) : IClassFixture<EmbeddedBrokerFixture>
{
    private const int Records = 20_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task Flood_WithoutADeadLetterTopic_Waits_AndIsStoredOnceItExists()
    {
        var (topic, group) = ($"t-{Guid.NewGuid():N}", $"g-{Guid.NewGuid():N}");
        await fixture.Broker.CreateTopicAsync(topic, 1);
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, group, [topic], o => o.PartitionRecordsMax = 2 * Records);

        await silo.Producer.SendManyAsync([.. Enumerable.Range(0, Records).Select(_ => new KafkaMessage { Topic = topic, Key = [0xFF], Value = [1] })]);
        await Eventually.Async(() => silo.Status.Degraded?.StartsWith($"{Records} dead letters", StringComparison.Ordinal) == true, () => $"{silo.Status.Degraded}");
        var waits = await WaitsForThePoolAsync();
        var before = await GroupReader.CommittedSumAsync(fixture.Broker, group, topic, 1);
        await fixture.Broker.CreateTopicAsync(topic + ".dlq", 1);
        await Eventually.Async(() => silo.Group.Progress().Sum(p => p.Committed) == Records, () => $"{silo.Status.Degraded}; {silo.Group.Progress().Sum(p => p.Committed)}", seconds: 120);

        // Measured, not asserted: it says as much of the machine.
        output.WriteLine($"A timer was late by {waits[waits.Count / 2].TotalMilliseconds:F3} ms (median of {waits.Count}), {waits[^1].TotalMilliseconds:F1} ms at most.");
        Assert.Equal(0, before);
        Assert.Equal(Records, GroupReader.Ends(fixture.Broker, topic + ".dlq", 1).Sum());
    }

    private static async Task<List<TimeSpan>> WaitsForThePoolAsync()
    {
        var waits = new List<TimeSpan>();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(5);)
        {
            var started = Stopwatch.GetTimestamp();
            // Its end is a work item of the pool's common queue.
            await Task.Delay(Pause, TimeProvider.System);
            waits.Add(Stopwatch.GetElapsedTime(started) - Pause);
        }

        waits.Sort();
        return waits;
    }
}
