using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>A real broker that lets groups be as fast as tests want them.</summary>
public sealed class HandOverBroker : IAsyncLifetime
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
            _broker = await RealKafka.StartAsync(new RealKafkaOptions
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
            });
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
