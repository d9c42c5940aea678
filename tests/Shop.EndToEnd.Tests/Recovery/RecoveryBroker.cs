using Orleans.Streaming.Kafka.Testing;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>
/// One real broker for many tests, one after the other. Each has a database, ids and, where it needs them, groups of its own;
/// each leaves its groups at the ends of their topics.
/// </summary>
public sealed class RecoveryBroker : IAsyncLifetime
{
    /// <summary>Groups that forget a killed member as soon as a broker lets them.</summary>
    private static readonly (string Name, string Value)[] QuickGroups = [("Platform__Kafka__SessionTimeout", "6s"), ("Platform__Kafka__HeartbeatInterval", "1s")];

    private RealKafka? _broker;

    internal RealKafka Broker
    {
        get
        {
            Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
            return _broker!;
        }
    }

    public async Task InitializeAsync() => _broker = RealKafka.SkipReason is null ? await RealKafka.StartAsync() : null;

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    /// <summary>Ids that no other test has.</summary>
    internal static string NewPrefix() => $"{Guid.NewGuid().ToString("N")[..8]}-";

    /// <summary>A silo on this broker, not yet started.</summary>
    internal RunningPlatform Create(params IEnumerable<(string Name, string Value)> settings) =>
        new(new PlatformUnderTest(Broker.BootstrapServers, [.. QuickGroups, .. settings]), Broker.BootstrapServers);
}
