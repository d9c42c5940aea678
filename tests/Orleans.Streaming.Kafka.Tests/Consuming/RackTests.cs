using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Three brokers, each in a rack of its own, and a silo in that of a follower.</summary>
[Trait("Needs", "RealParts")]
public sealed class RackTests
{
    private const string Topic = "near";

    [SkippableFact]
    public async Task Silo_ReadsFromTheReplicaOfItsRack()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var brokers = await RealKafka.StartAsync(new RealKafkaOptions
        {
            Brokers = 3,
            StartTimeout = TimeSpan.FromMinutes(3),
            Settings = new Dictionary<string, string> { ["broker.rack"] = "rack-{node}", ["replica.selector.class"] = "org.apache.kafka.common.replica.RackAwareReplicaSelector" },
        });
        await brokers.CreateTopicAsync(Topic, 1, 3);
        using var admin = new TopicAdmin(brokers);
        var follower = admin.LeaderAndFollower(Topic).Follower;
        var log = new LogCapture();
        await using var silo = await KafkaSilo.StartAsync(
            brokers,
            "g",
            [Topic],
            o =>
            {
                o.Rack = $"rack-{follower}";
                // The client says in no other way where it reads from.
                o.ConsumerProperties["debug"] = "fetch,topic,broker";
            },
            kafka =>
            {
                log.AddTo(kafka);
                kafka.Services.Configure<LoggerFilterOptions>(o => o.MinLevel = LogLevel.Debug);
            });

        admin.Produce(Topic, 0, [("k", "0"), ("k", "1")]);

        await Eventually.Async(() => silo.Probe.Count == 2, () => $"{silo.Probe.Count} delivered");
        await Eventually.Async(() => log.Entries.Any(e => e.Message.Contains("preferred replica updated", StringComparison.Ordinal)), () => string.Join('\n', log.Entries.Select(e => e.Message).Where(m => m.Contains("replica", StringComparison.Ordinal)).TakeLast(10)));
        Assert.Contains(log.Entries, e => e.Message.Contains("preferred replica updated", StringComparison.Ordinal) && e.Message.Contains($"{follower}", StringComparison.Ordinal));
    }
}
