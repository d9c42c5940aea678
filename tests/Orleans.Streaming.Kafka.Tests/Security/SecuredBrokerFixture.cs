using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Security;

/// <summary>One broker that demands SASL_SSL and rights; each test skips with the reason where none can be started.</summary>
public sealed class SecuredBrokerFixture : IAsyncLifetime
{
    /// <summary>The one user that may come in with PLAIN.</summary>
    public const string PlainPassword = "plain-s3cret";

    private static readonly Dictionary<string, string> MoreMechanisms = new(StringComparer.Ordinal)
    {
        ["sasl.enabled.mechanisms"] = "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN,OAUTHBEARER",
        ["listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config"] = "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        ["listener.name.sasl_ssl.plain.sasl.jaas.config"] = $"org.apache.kafka.common.security.plain.PlainLoginModule required user_plain=\"{PlainPassword}\";",
        // The broker's development mode: it takes tokens that nobody signed.
        ["listener.name.sasl_ssl.oauthbearer.sasl.jaas.config"] = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";",
    };

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
            _broker = await RealKafka.StartAsync(new RealKafkaOptions { IsSecured = true, Settings = MoreMechanisms });
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
