using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Platform.Configuration;
using Platform.Events;
using Platform.Hosting.Topics;

namespace Shop.Silo.Tests.Topics;

/// <summary>The shipped topics file on a broker of its own: what is there afterwards.</summary>
[Trait("Needs", "RealParts")]
public sealed class RealTopicsTests
{
    [SkippableFact]
    public async Task Topics_OnOneBroker_AreRefusedOrCreatedAsDeclared_AndNeverChanged()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var broker = await RealKafka.StartAsync();
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddSingleton(TimeProvider.System)
            .AddKafkaTopics(new KafkaConnection { BootstrapServers = broker.BootstrapServers })
            .BuildServiceProvider();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        var log = new LogLines<TopicsAtStart>();
        var start = new TopicsAtStart(services.GetRequiredService<IKafkaTopics>(), TimeProvider.System, log);
        var catalog = TopicsFile.Load(new TopicsSettings(), Application.Check());

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => start.EnsureAsync(catalog, allowFewerReplicas: false, broker.BootstrapServers, TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Contains("needs 3 replicas, but the cluster has 1 broker(s)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Platform:Topics:AllowFewerReplicas=true", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Partitions(admin));

        await start.EnsureAsync(catalog, allowFewerReplicas: true, broker.BootstrapServers, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal(catalog.Topics.Select(topic => $"{topic.Name} {topic.Partitions} 1").Order(StringComparer.Ordinal), Partitions(admin).Select(found => $"{found.Key} {found.Value.Partitions} {found.Value.Replicas}").Order(StringComparer.Ordinal));
        var created = Assert.Single(log.All);
        Assert.StartsWith("Warning: 16 topics created with 1 replicas instead of 3, as there are no more brokers ", created, StringComparison.Ordinal);
        Assert.All(catalog.Topics, topic => Assert.Contains($"{topic.Name} ({topic.Partitions})", created, StringComparison.Ordinal));
        foreach (var topic in catalog.Topics)
        {
            var config = await ConfigAsync(admin, topic.Name);
            var retention = topic.Name.EndsWith(".dlq", StringComparison.Ordinal) ? "-1" : topic.Config["retention.ms"];
            Assert.Equal((topic.Name, retention, "gzip", "1"), (topic.Name, config["retention.ms"].Value, config["compression.type"].Value, config["min.insync.replicas"].Value));
        }

        log.All.Clear();
        var different = TopicCatalog.Parse("- {name: orders.created, partitions: 24, replication-factor: 3, config: {retention.ms: 1000, compression.type: zstd}}");
        await start.EnsureAsync(different, allowFewerReplicas: true, broker.BootstrapServers, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal(
            [
                "Topic \"orders.created\" has 1 replicas, the definition says 3.",
                "Topic \"orders.created\" has 12 partitions, the definition says 24.",
                "Topic \"orders.created\" has compression.type=gzip, the definition says zstd.",
                "Topic \"orders.created\" has retention.ms=604800000, the definition says 1000.",
            ],
            log.All.Select(line => line[(line.IndexOf("changed: ", StringComparison.Ordinal) + "changed: ".Length)..]).Order(StringComparer.Ordinal));
        Assert.All(log.All, line => Assert.StartsWith("Warning: A topic is not as the topics file says; nothing was changed: ", line, StringComparison.Ordinal));
        Assert.Equal((12, 1), Partitions(admin)["orders.created"]);
        var unchanged = await ConfigAsync(admin, "orders.created");
        Assert.Equal(("604800000", "gzip"), (unchanged["retention.ms"].Value, unchanged["compression.type"].Value));
    }

    private static Dictionary<string, (int Partitions, int Replicas)> Partitions(IAdminClient admin) => admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics
        .Where(topic => !topic.Topic.StartsWith("__", StringComparison.Ordinal))
        .ToDictionary(topic => topic.Topic, topic => (topic.Partitions.Count, topic.Partitions.Max(partition => partition.Replicas.Length)));

    private static async Task<Dictionary<string, ConfigEntryResult>> ConfigAsync(IAdminClient admin, string topic) =>
        (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]))[0].Entries;
}
