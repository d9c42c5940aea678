using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Security;

/// <summary>One broker that demands SASL_SSL and rights; each test skips with the reason where none can be started.</summary>
public sealed class SecuredBrokerFixture : IAsyncLifetime
{
    private RealKafka? _broker;

    public RealKafka Broker
    {
        get
        {
            Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
            return _broker!;
        }
    }

    public async Task InitializeAsync()
    {
        if (RealKafka.OwnBrokersSkipReason is null)
        {
            _broker = await RealKafka.StartAsync(new RealKafkaOptions { IsSecured = true });
        }
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
