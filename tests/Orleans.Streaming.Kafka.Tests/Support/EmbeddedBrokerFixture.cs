using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>One embedded broker for a test class.</summary>
public sealed class EmbeddedBrokerFixture : IAsyncLifetime
{
    public IKafkaBroker Broker { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions { KeepRecords = 100_000 });
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Broker.DisposeAsync().AsTask();
}
