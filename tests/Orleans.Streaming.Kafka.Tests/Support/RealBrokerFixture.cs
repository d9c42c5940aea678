using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>One real broker for a collection of tests; each test skips with the reason where none can be started.</summary>
public sealed class RealBrokerFixture : IAsyncLifetime
{
    private RealKafka? _broker;

    public RealKafka Broker
    {
        get
        {
            Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
            return _broker!;
        }
    }

    public async Task InitializeAsync()
    {
        if (RealKafka.SkipReason is null)
        {
            _broker = await RealKafka.StartAsync();
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
