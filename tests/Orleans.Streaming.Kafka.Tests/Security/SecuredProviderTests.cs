using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Security;

/// <summary>A silo at a broker that demands TLS, a password and rights: what goes wrong is said, and mended without a restart.</summary>
[Collection(SecuredBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class SecuredProviderTests(SecuredBrokerFixture fixture)
{
    private const string Password = "s3cret-of-this-test";

    [SkippableFact]
    public async Task Silo_WithPasswordAndRights_DeliversAndKeepsItsSecrets()
    {
        var (broker, user, topic) = await SetUpAsync("right");
        await AllowAllAsync(broker, user, topic);

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user));
        await host.ReadyAsync("secured");
        await SendAsync(host, topic);

        await Eventually.Async(() => host.Probe.Count == 1, () => $"{host.Probe.Count} events");
        AssertNoSecrets(host, Password);
        Assert.DoesNotContain(host.Log.AtLeast(LogLevel.Warning), line => line.StartsWith("Orleans.Streaming.Kafka", StringComparison.Ordinal) && !line.Contains(".dlq", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Silo_WithAWrongPassword_SaysSoAndGoesOnOnceItIsSetOnTheBroker()
    {
        var (broker, user, topic) = await SetUpAsync("wrong");
        await AllowAllAsync(broker, user, topic);
        const string newPassword = "another-s3cret";

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user) with { Password = newPassword });
        await Eventually.Async(() => host.Status("secured").Detail.Contains("Password", StringComparison.Ordinal), () => host.Status("secured").Detail);
        await StandsFirmAsync(host);
        await broker.Security.SetPasswordAsync(user, newPassword);

        await host.ReadyAsync("secured");
        await SendAsync(host, topic);
        await Eventually.Async(() => host.Probe.Count == 1, () => $"{host.Probe.Count} events");
        AssertNoSecrets(host, newPassword);
    }

    [SkippableFact]
    public async Task Silo_WithoutTheRightToItsTopic_SaysSoAndGoesOnOnceItIsGranted()
    {
        var (broker, user, topic) = await SetUpAsync("topicless");
        await broker.Security.AllowAsync(user, KafkaOperation.Read, KafkaResource.Group, user);

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user), o => o.TopicCheckInterval = TimeSpan.FromSeconds(2));
        await Eventually.Async(() => host.Status("secured").Detail.Contains("kafka-acls.sh", StringComparison.Ordinal), () => host.Status("secured").Detail);
        await StandsFirmAsync(host);
        await broker.Security.AllowAsync(user, KafkaOperation.All, KafkaResource.Topic, topic);

        await host.ReadyAsync("secured");
        await SendAsync(host, topic);
        await Eventually.Async(() => host.Probe.Count == 1, () => $"{host.Probe.Count} events");
    }

    [SkippableFact]
    public async Task Silo_WithoutTheRightToItsGroup_SaysSoAndGoesOnOnceItIsGranted()
    {
        var (broker, user, topic) = await SetUpAsync("groupless");
        await broker.Security.AllowAsync(user, KafkaOperation.All, KafkaResource.Topic, topic);

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user));
        await Eventually.Async(() => host.Status("secured").Detail.Contains("--group", StringComparison.Ordinal), () => host.Status("secured").Detail);
        await StandsFirmAsync(host);
        await broker.Security.AllowAsync(user, KafkaOperation.Read, KafkaResource.Group, user);

        await host.ReadyAsync("secured");
        await SendAsync(host, topic);
        await Eventually.Async(() => host.Probe.Count == 1, () => $"{host.Probe.Count} events");
    }

    [SkippableFact]
    public async Task Silo_ThatTrustsAnotherAuthority_SaysWhoseCertificateIsNotTrusted()
    {
        var (broker, user, topic) = await SetUpAsync("foreign");
        using var foreign = new TestAuthority("somebody-else");

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user) with { CaFile = null, CaPem = foreign.Pem });

        await Eventually.Async(() => host.Status("secured").Detail.Contains("CaFile", StringComparison.Ordinal), () => host.Status("secured").Detail);
        await StandsFirmAsync(host);
    }

    [SkippableFact]
    public async Task Silo_WhoseOwnCertificateIsExpired_SaysThatTheHandshakeFailed()
    {
        var (broker, user, topic) = await SetUpAsync("expired");
        // One of a foreign authority would not be sent at all: the client asks the broker whom it trusts.
        var certificate = broker.Security.Authority.Issue(user, isExpired: true);

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user) with { ClientCertificatePem = certificate.CertificatePem, ClientKeyPem = certificate.KeyPem });

        await Eventually.Async(() => host.Status("secured").Detail.Contains("ClientCertificate", StringComparison.Ordinal), () => host.Status("secured").Detail);
        AssertNoSecrets(host, certificate.KeyPem.Split('\n')[1]);
        await StandsFirmAsync(host);
    }

    [SkippableFact]
    public async Task Silo_WithAClientCertificateOfItsOwn_Delivers()
    {
        var (broker, user, topic) = await SetUpAsync("certified");
        await AllowAllAsync(broker, user, topic);
        var certificate = broker.Security.Authority.Issue(user);

        await using var host = await StartAsync(broker, user, topic, Connection(broker, user) with { ClientCertificatePem = certificate.CertificatePem, ClientKeyPem = certificate.KeyPem });

        await host.ReadyAsync("secured");
    }

    [SkippableFact]
    public async Task Silo_WithPlain_Delivers()
    {
        var broker = fixture.Broker;
        await broker.CreateTopicAsync("plain-topic", 1);
        await AllowAllAsync(broker, "plain", "plain-topic");

        await using var host = await StartAsync(broker, "plain", "plain-topic", Connection(broker, "plain") with { SaslMechanism = KafkaSaslMechanism.Plain, Password = SecuredBrokerFixture.PlainPassword });

        await host.ReadyAsync("secured");
        AssertNoSecrets(host, SecuredBrokerFixture.PlainPassword);
    }

    [SkippableFact]
    public async Task Silo_WithTokens_GoesOnOnceItsProviderHasOne()
    {
        var broker = fixture.Broker;
        await broker.CreateTopicAsync("token-topic", 1);
        await AllowAllAsync(broker, "token", "token-topic");
        var isBroken = true;
        var connection = Connection(broker, "token") with
        {
            SaslMechanism = KafkaSaslMechanism.OAuthBearer,
            Username = null,
            Password = null,
            TokenProvider = _ => Volatile.Read(ref isBroken) ? throw new InvalidOperationException("the identity provider is away") : ValueTask.FromResult(Token("token")),
        };

        await using var host = await StartAsync(broker, "token", "token-topic", connection);
        await Eventually.Async(() => host.Status("secured").Detail.Contains("identity provider is away", StringComparison.Ordinal), () => host.Status("secured").Detail);
        Volatile.Write(ref isBroken, false);

        await host.ReadyAsync("secured");
        AssertNoSecrets(host, Token("token").Value[..40]);
    }

    [SkippableFact]
    public async Task Silo_WithTokens_HasThemForEveryClient()
    {
        var broker = fixture.Broker;
        const string user = "tokens";
        const string stream = "tokens-stream";
        const string keyed = "tokens-keyed";
        await broker.CreateTopicAsync(stream, 1);
        await broker.CreateTopicAsync(keyed, 1);
        await AllowAllAsync(broker, user, stream);
        await AllowAllAsync(broker, user, keyed);
        var connection = Connection(broker, user) with
        {
            SaslMechanism = KafkaSaslMechanism.OAuthBearer,
            Username = null,
            Password = null,
            TokenProvider = _ => ValueTask.FromResult(Token(user)),
        };
        var probe = new StreamProbe();
        await using var host = await ProviderHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton(probe).AddSingleton(new SubscriberMemory());
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.Services.AddKafkaProducer("tests", o => o.Connection = connection).AddKafkaTopics(connection).AddKafkaTopicReader(connection);
            silo.AddKafkaStreams(StreamSilo.Provider, kafka => kafka
                .Configure(o => (o.Connection, o.GroupId, o.AllowFewerReplicas, o.CommitInterval, o.StallTimeout) = (connection, user, true, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(6)))
                .Topic(stream, t => t.AsStream())
                .Topic(keyed, t => t.DeliverTo<IProbeGrain>()));
        });
        await host.ReadyAsync(StreamSilo.Provider);

        // The reader of one topic.
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(host, stream, $"{i}");
        }

        var page = await host.Services.GetRequiredService<IKafkaTopicReader>().ReadAsync(new TopicQuery { Topic = stream });
        Assert.Equal(10, page!.Records.Count);

        // The reader of committed offsets.
        var options = host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(StreamSilo.Provider);
        using var offsets = new GroupOffsetReader(options.GroupId, options.Connection!, TimeProvider.System, host.Log.For<GroupOffsetReader>());
        for (long? committed = null, left = 300; committed != 10; left--)
        {
            committed = await offsets.GetAsync(new OffsetRequest(stream, await TopicIdAsync(host, stream), 0), CancellationToken.None);
            Assert.True(left > 0, $"committed: {committed}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        // A subscription that begins below what is in memory.
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISubscriberGrain>("again").Subscribe(StreamId.Create(stream, "k"), KafkaStreamSequenceToken.FromOffset(stream, 0, 0));
        await Eventually.Async(() => probe.TextsOf("again").Count == 10, () => $"{probe.TextsOf("again").Count} of 10 read again");

        // The watchdog, which sees that a right is granted again.
        await SendAsync(host, keyed);
        await Eventually.Async(() => host.Probe.Count == 1, () => $"{host.Probe.Count} events");
        await broker.Security.RevokeAsync(user, KafkaResource.Topic, keyed);
        await Eventually.Async(() => !host.Status(StreamSilo.Provider).IsReady, () => host.Status(StreamSilo.Provider).Detail);
        await broker.Security.AllowAsync(user, KafkaOperation.All, KafkaResource.Topic, keyed);
        await host.ReadyAsync(StreamSilo.Provider);
        await SendAsync(host, keyed);
        await Eventually.Async(() => host.Probe.Count == 2, () => $"{host.Probe.Count} events");
    }

    // An unsecured JWS (RFC 7515, appendix A.5).
    private static KafkaToken Token(string user)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = $$"""{"sub":"{{user}}","iat":{{now.AddMinutes(-1).ToUnixTimeSeconds()}},"exp":{{now.AddHours(1).ToUnixTimeSeconds()}}}""";
        return new KafkaToken($"{Base64Url("""{"alg":"none"}""")}.{Base64Url(claims)}.", user, now.AddHours(1));
    }

    private static string Base64Url(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static KafkaConnection Connection(RealKafka broker, string user) => new()
    {
        BootstrapServers = broker.BootstrapServers,
        Protocol = KafkaProtocol.SaslSsl,
        CaFile = broker.Security.CaFile,
        SaslMechanism = KafkaSaslMechanism.ScramSha512,
        Username = user,
        Password = Password,
    };

    private static Task<ProviderHost> StartAsync(RealKafka broker, string user, string topic, KafkaConnection connection, Action<KafkaStreamOptions>? configure = null) => ProviderHost.StartAsync(silo =>
    {
        Assert.NotNull(broker);
        silo.Services.AddKafkaProducer("tests", o => (o.Connection, o.FlushTimeout) = (connection, TimeSpan.FromSeconds(1)));
        silo.AddKafkaStreams("secured", kafka => kafka
            .Configure(o =>
            {
                (o.Connection, o.GroupId, o.AllowFewerReplicas, o.StartCheckTimeout) = (connection, user, true, TimeSpan.FromSeconds(2));
                configure?.Invoke(o);
            })
            .Topic(topic, t => t.DeliverTo<IProbeGrain>()));
    });

    private static async Task<Guid> TopicIdAsync(ProviderHost host, string topic)
    {
        await Eventually.Async(() => IdOf(host, topic) is not null, () => "no assignment");
        return IdOf(host, topic)!.Value;
    }

    private static Guid? IdOf(ProviderHost host, string topic) =>
        host.Services.GetRequiredKeyedService<KafkaConsumerGroup>(StreamSilo.Provider).Assignment.Find(topic, 0)?.TopicId;

    private static async Task SendAsync(ProviderHost host, string topic, string text = "v")
    {
        var producer = host.Services.GetRequiredKeyedService<IKafkaProducer>("tests");
        await producer.SendAsync(new KafkaMessage { Topic = topic, Key = "k"u8.ToArray(), Value = Encoding.UTF8.GetBytes(text) }).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task AllowAllAsync(RealKafka broker, string user, string topic) => Task.WhenAll(
        broker.Security.AllowAsync(user, KafkaOperation.All, KafkaResource.Topic, topic),
        broker.Security.AllowAsync(user, KafkaOperation.Read, KafkaResource.Group, user));

    /// <summary>What keeps failing neither ends the silo nor fills its log nor builds consumers without a pause.</summary>
    private static async Task StandsFirmAsync(ProviderHost host)
    {
        var before = Lines(host);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var after = Lines(host);

        Assert.False(host.Status("secured").IsReady);
        Assert.True(after.Count - before.Count <= 6, $"{after.Count - before.Count} lines in 3 s: {string.Join('\n', after.Skip(before.Count))}");
    }

    private static IReadOnlyList<string> Lines(ProviderHost host) => [.. host.Log.AtLeast(LogLevel.Warning).Where(line => line.StartsWith("Orleans.Streaming.Kafka", StringComparison.Ordinal))];

    private static void AssertNoSecrets(ProviderHost host, string secret) =>
        Assert.DoesNotContain(host.Log.All, line => line.Contains(secret, StringComparison.Ordinal));

    private async Task<(RealKafka Broker, string User, string Topic)> SetUpAsync(string name)
    {
        var broker = fixture.Broker;
        await broker.CreateTopicAsync($"{name}-topic", 2);
        await broker.Security.SetPasswordAsync(name, Password);
        return (broker, name, $"{name}-topic");
    }
}
