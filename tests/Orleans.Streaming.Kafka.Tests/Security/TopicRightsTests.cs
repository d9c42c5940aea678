using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Security;

/// <summary>What is known of a topic without the right to it: nothing, least of all that it does not exist.</summary>
[Collection(SecuredBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TopicRightsTests(SecuredBrokerFixture fixture)
{
    private const string User = "counting";
    private const string Password = "s3cret-of-this-test";

    [SkippableFact]
    public async Task PartitionCount_WithoutTheRightToTheTopic_FailsUntilItIsGranted()
    {
        const string topic = "counting-topic";
        const string missing = "counting-missing";
        var security = fixture.Broker.Security;
        await fixture.Broker.CreateTopicAsync(topic, 3);
        await security.SetPasswordAsync(User, Password);
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddSingleton(TimeProvider.System).AddKafkaTopics(Connection()).BuildServiceProvider();
        var topics = services.GetRequiredService<IKafkaTopics>();

        var failure = await Assert.ThrowsAsync<KafkaStreamException>(() => topics.GetPartitionCountAsync(topic));
        await security.AllowAsync(User, KafkaOperation.All, KafkaResource.Topic, topic);
        await security.AllowAsync(User, KafkaOperation.All, KafkaResource.Topic, missing);

        Assert.True(failure.IsTransient);
        Assert.Contains("kafka-acls.sh", failure.Message, StringComparison.Ordinal);
        await SeenAsync(topics, topic);
        await SeenAsync(topics, missing);
        Assert.Equal(3, await topics.GetPartitionCountAsync(topic));
        Assert.Null(await topics.GetPartitionCountAsync(missing));
    }

    [SkippableFact]
    public async Task Ensure_WithoutTheRightToReadSettings_ComparesWhatItSees_AndSaysWhatItDoesNot()
    {
        const string topic = "described-topic";
        var security = fixture.Broker.Security;
        await fixture.Broker.CreateTopicAsync(topic, 3);
        await security.SetPasswordAsync(User, Password);
        await security.AllowAsync(User, KafkaOperation.Describe, KafkaResource.Topic, topic);
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddSingleton(TimeProvider.System).AddKafkaTopics(Connection()).BuildServiceProvider();
        var definition = new TopicDefinition { Name = topic, Partitions = 4, ReplicationFactor = 1, Config = new Dictionary<string, string>(StringComparer.Ordinal) { ["retention.ms"] = "1" } };

        var topics = services.GetRequiredService<IKafkaTopics>();
        await SeenAsync(topics, topic);

        var report = await topics.EnsureAsync([definition], allowFewerReplicas: true);

        Assert.Empty(report.Created);
        Assert.Collection(
            report.Differences,
            line => Assert.Equal("Topic \"described-topic\" has 3 partitions, the definition says 4.", line),
            line => Assert.Contains("they can't be read (", line, StringComparison.Ordinal));
    }

    // Rights take effect within a second.
    private static async Task SeenAsync(IKafkaTopics topics, string topic)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await topics.GetPartitionCountAsync(topic);
                return;
            }
            catch (KafkaStreamException e) when (e.IsTransient && i < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private KafkaConnection Connection() => new()
    {
        BootstrapServers = fixture.Broker.BootstrapServers,
        Protocol = KafkaProtocol.SaslSsl,
        CaFile = fixture.Broker.Security.CaFile,
        SaslMechanism = KafkaSaslMechanism.ScramSha512,
        Username = User,
        Password = Password,
    };
}
