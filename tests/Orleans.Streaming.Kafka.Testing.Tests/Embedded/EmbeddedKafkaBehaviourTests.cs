using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing.Tests.Embedded;

public sealed class EmbeddedKafkaBehaviourTests : KafkaBrokerBehaviour, IAsyncLifetime
{
    private readonly EmbeddedKafka _kafka = EmbeddedKafka.Start();

    protected override KafkaBrokerKind ExpectedKind => KafkaBrokerKind.Embedded;

    protected override IKafkaBroker Broker => _kafka;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _kafka.DisposeAsync();
}
