using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Topics;

/// <summary>What a silo finds wrong with its topics at start.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TopicCheckTests(RealBrokerFixture fixture)
{
    [SkippableFact]
    public async Task Start_WhenATopicDoesNotExist_IsRejectedByName()
    {
        await using var host = Build("check-missing", allowFewerReplicas: true);

        var problem = await Assert.ThrowsAnyAsync<Exception>(host.StartAsync);

        Assert.Contains("topic \"check-missing\" does not exist", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(OrleansConfigurationException), problem.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Start_InProductionWithOneReplica_IsRejected()
    {
        await fixture.Broker.CreateTopicAsync("check-one-replica", 1, replicationFactor: 1);
        await using var host = Build("check-one-replica", allowFewerReplicas: null);

        var problem = await Assert.ThrowsAnyAsync<Exception>(host.StartAsync);

        Assert.Contains("AllowFewerReplicas", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("min.insync.replicas=1", problem.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Start_InDevelopmentWithOneReplica_IsReady()
    {
        await fixture.Broker.CreateTopicAsync("check-development", 1, replicationFactor: 1);
        await using var host = Build("check-development", allowFewerReplicas: null, "Development");

        await host.StartAsync();

        await host.ReadyAsync("checked");
    }

    [SkippableFact]
    public async Task Start_WhenDeadLettersHaveNoTopicOrASmallOne_GoesOnAndSaysSo()
    {
        await fixture.Broker.CreateTopicAsync("check-no-dlq", 1);
        await fixture.Broker.CreateTopicAsync("check-small-dlq", 1);
        await fixture.Broker.CreateTopicAsync("check-small-dlq.dlq", 1);
        foreach (var (topic, expected) in new[] { ("check-no-dlq", "topic \"check-no-dlq.dlq\" does not exist"), ("check-small-dlq", "topic \"check-small-dlq.dlq\" has max.message.bytes=1048588, and needs 1114124") })
        {
            await using var host = Build(topic, allowFewerReplicas: true);

            await host.StartAsync();

            Assert.Contains(host.Log.AtLeast(Microsoft.Extensions.Logging.LogLevel.Warning), line => line.Contains(expected, StringComparison.Ordinal));
            await host.ReadyAsync("checked");
        }
    }

    private ProviderHost Build(string topic, bool? allowFewerReplicas, string environment = "Production")
    {
        var connection = new KafkaConnection { BootstrapServers = fixture.Broker.BootstrapServers };
        return ProviderHost.Build(
            silo => silo.AddKafkaStreams("checked", kafka => kafka
                .Configure(o => (o.Connection, o.GroupId, o.AllowFewerReplicas) = (connection, topic, allowFewerReplicas))
                .Topic(topic, t => t.DeliverTo<IProbeGrain>())),
            environment);
    }
}
