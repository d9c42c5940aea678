using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests.Real;

[Trait("Needs", "RealParts")]
public sealed class RealKafkaBehaviourTests(RealKafkaFixture fixture) : KafkaBrokerBehaviour, IClassFixture<RealKafkaFixture>
{
    protected override KafkaBrokerKind ExpectedKind => KafkaBrokerKind.Real;

    protected override IKafkaBroker Broker => fixture.Kafka;

    [SkippableFact]
    public async Task Topic_WhenOnlyNamedByAProducer_IsNotCreated()
    {
        var kafka = fixture.Kafka;
        Skip.If(kafka.IsAttached, "The attached brokers decide themselves.");
        using var producer = Client.Producer(kafka.BootstrapServers, c => c.MessageTimeoutMs = 2_000);

        var failure = await Assert.ThrowsAnyAsync<KafkaException>(() =>
            producer.ProduceAsync(Client.NewName("never-created"), Client.Message("lost")));

        Assert.True(failure.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_MsgTimedOut, failure.Error.ToString());
    }
}
