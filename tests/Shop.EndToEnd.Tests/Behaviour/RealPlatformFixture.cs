using Orleans.Streaming.Kafka.Testing;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Behaviour;

/// <summary>One silo on a real broker; each test skips with the reason where none can be started.</summary>
public sealed class RealPlatformFixture : IAsyncLifetime
{
    private RealKafka? _broker;
    private RunningPlatform? _running;

    internal RunningPlatform Running
    {
        get
        {
            Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
            return _running!;
        }
    }

    public async Task InitializeAsync()
    {
        if (RealKafka.SkipReason is not null)
        {
            return;
        }

        _broker = await RealKafka.StartAsync();
        var platform = new PlatformUnderTest(_broker.BootstrapServers);
        await platform.StartAsync();
        _running = new RunningPlatform(platform, _broker.BootstrapServers);
    }

    public async Task DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
