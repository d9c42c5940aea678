namespace Orleans.Streaming.Kafka.Testing.Tests.Real;

/// <summary>One real broker for the tests that leave it as it is.</summary>
public sealed class RealKafkaFixture : IAsyncLifetime
{
    private RealKafka? _kafka;

    public RealKafka Kafka
    {
        get
        {
            Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
            return _kafka!;
        }
    }

    public async Task InitializeAsync() => _kafka = RealKafka.SkipReason is null ? await RealKafka.StartAsync() : null;

    public async Task DisposeAsync()
    {
        if (_kafka is not null)
        {
            await _kafka.DisposeAsync();
        }
    }
}
