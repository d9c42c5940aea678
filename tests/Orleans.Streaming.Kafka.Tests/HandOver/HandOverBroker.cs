using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>A real broker that lets groups be as fast as tests want them.</summary>
public sealed class HandOverBroker : IAsyncLifetime
{
    private static readonly RealKafkaOptions Options = new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["group.min.session.timeout.ms"] = "1000",
            ["group.consumer.min.session.timeout.ms"] = "1000",
            ["group.consumer.session.timeout.ms"] = "3000",
            ["group.consumer.min.heartbeat.interval.ms"] = "100",
            ["group.consumer.heartbeat.interval.ms"] = "300",
            // Rights can be denied to its clients, who are all anonymous.
            ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            ["allow.everyone.if.no.acl.found"] = "true",
        },
    };

    private RealKafka? _broker;

    public RealKafka Broker
    {
        get
        {
            Skip.If(RealKafka.SkipReasonFor(Options) is not null, RealKafka.SkipReasonFor(Options));
            return _broker!;
        }
    }

    public async Task InitializeAsync()
    {
        if (RealKafka.SkipReasonFor(Options) is null)
        {
            _broker = await RealKafka.StartAsync(Options);
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
