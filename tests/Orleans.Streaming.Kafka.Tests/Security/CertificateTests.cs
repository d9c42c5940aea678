using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Security;

/// <summary>Certificates that expire or are replaced while a silo runs: it goes on once the files or the broker have good ones.</summary>
[Collection(SecuredBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class CertificateTests(SecuredBrokerFixture fixture) : IDisposable
{
    private const string Password = "s3cret-of-this-test";
    private const string Provider = "certified";

    // A client tells of the same error every half minute only.
    private const int Seconds = 120;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificates-");

    private string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Silo_WhoseCaFileIsOverwrittenWithTheRightOne_GoesOnByItself()
    {
        var (broker, name) = await SetUpAsync("cert-ca");
        using var foreign = new TestAuthority("somebody-else");
        await File.WriteAllTextAsync(CaFile, foreign.Pem);
        await using var host = await StartAsync(name, Connection(broker, name) with { CaFile = CaFile });
        await TellsOfAsync(host, "CaFile");
        var topics = host.Services.GetRequiredService<IKafkaTopics>();
        await Assert.ThrowsAsync<KafkaStreamException>(() => topics.GetPartitionCountAsync(name));
        var waiting = SendAsync(host, name);

        await File.WriteAllTextAsync(CaFile, broker.Security.Authority.Pem);

        await host.ReadyAsync(Provider, Seconds);
        // What waited is not acknowledged by the new client: its caller sends it again.
        Assert.True((await Assert.ThrowsAsync<KafkaStreamException>(() => waiting).WaitAsync(TimeSpan.FromSeconds(Seconds))).IsTransient);
        await DeliversAsync(host, name, 1);
        Assert.Equal(1, await topics.GetPartitionCountAsync(name));
    }

    [SkippableFact]
    public async Task Silo_WhoseOwnExpiredCertificateIsOverwritten_GoesOnByItself()
    {
        var (broker, name) = await SetUpAsync("cert-own");
        var (certificateFile, keyFile) = (Path.Combine(_folder.FullName, "own.pem"), Path.Combine(_folder.FullName, "own.key"));
        await WriteAsync(broker.Security.Authority.Issue(name, isExpired: true));
        await using var host = await StartAsync(name, Connection(broker, name) with { ClientCertificateFile = certificateFile, ClientKeyFile = keyFile });
        await TellsOfAsync(host, "ClientCertificate");

        await WriteAsync(broker.Security.Authority.Issue(name));

        await host.ReadyAsync(Provider, Seconds);
        await DeliversAsync(host, name, 1);

        async Task WriteAsync(TestCertificate certificate)
        {
            await File.WriteAllTextAsync(certificateFile, certificate.CertificatePem);
            await File.WriteAllTextAsync(keyFile, certificate.KeyPem);
        }
    }

    [SkippableFact]
    public async Task Silo_WhoseBrokerComesBackWithAnExpiredCertificate_GoesOnOnceItHasAGoodOne()
    {
        var (broker, name) = await SetUpAsync("cert-expired");
        await using var host = await StartAsync(name, Connection(broker, name));
        await host.ReadyAsync(Provider, Seconds);
        await DeliversAsync(host, name, 1);

        try
        {
            await RestartAsync(broker, broker.Security.Authority.Issue("broker", isExpired: true));
            await TellsOfAsync(host, "must not have expired");
        }
        finally
        {
            await RestartAsync(broker, broker.Security.Authority.Issue("broker"));
        }

        await host.ReadyAsync(Provider, Seconds);
        await DeliversAsync(host, name, 2);
    }

    [SkippableFact]
    public async Task Silo_WhoseBrokerComesBackUnderAnotherAuthority_GoesOnOnceItsCaFileHoldsIt()
    {
        var (broker, name) = await SetUpAsync("cert-rotated");
        using var next = new TestAuthority("next-ca");
        await File.WriteAllTextAsync(CaFile, broker.Security.Authority.Pem);
        await using var host = await StartAsync(name, Connection(broker, name) with { CaFile = CaFile });
        await host.ReadyAsync(Provider, Seconds);
        await DeliversAsync(host, name, 1);

        try
        {
            await RestartAsync(broker, next.Issue("broker"));
            await TellsOfAsync(host, "CaFile");
            await File.WriteAllTextAsync(CaFile, next.Pem);

            await host.ReadyAsync(Provider, Seconds);
            await DeliversAsync(host, name, 2);
        }
        finally
        {
            await RestartAsync(broker, broker.Security.Authority.Issue("broker"));
        }
    }

    private static KafkaConnection Connection(RealKafka broker, string user) => new()
    {
        BootstrapServers = broker.BootstrapServers,
        Protocol = KafkaProtocol.SaslSsl,
        CaFile = broker.Security.CaFile,
        SaslMechanism = KafkaSaslMechanism.ScramSha512,
        Username = user,
        Password = Password,
    };

    private static Task<ProviderHost> StartAsync(string name, KafkaConnection connection) => ProviderHost.StartAsync(silo =>
    {
        silo.Services.AddKafkaProducer("tests", o => (o.Connection, o.FlushTimeout) = (connection, TimeSpan.FromSeconds(1)));
        silo.Services.AddKafkaTopics(connection);
        silo.AddKafkaStreams(Provider, kafka => kafka
            .Configure(o => (o.Connection, o.GroupId, o.AllowFewerReplicas, o.StartCheckTimeout, o.StallTimeout) = (connection, name, true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12)))
            .Topic(name, t => t.DeliverTo<IProbeGrain>()));
    });

    private static Task TellsOfAsync(ProviderHost host, string what) =>
        Eventually.Async(() => !host.Status(Provider).IsReady && host.Status(Provider).Detail.Contains(what, StringComparison.Ordinal), () => host.Status(Provider).Detail, Seconds);

    /// <summary>Sends one record, as often as its caller is told that it failed for the time being, and sees it delivered.</summary>
    private static async Task DeliversAsync(ProviderHost host, string topic, int distinct)
    {
        for (var attempts = 10; ; attempts--)
        {
            try
            {
                await SendAsync(host, topic, $"{distinct}").WaitAsync(TimeSpan.FromSeconds(Seconds));
                break;
            }
            catch (KafkaStreamException e) when (e.IsTransient && attempts > 0)
            {
                // Its client is rebuilt.
            }
        }

        await Eventually.Async(() => host.Probe.TextsOf("k").Distinct().Count() == distinct, () => string.Join(' ', host.Probe.TextsOf("k")), Seconds);
    }

    private static async Task SendAsync(ProviderHost host, string topic, string text = "waiting") =>
        await host.Services.GetRequiredKeyedService<IKafkaProducer>("tests").SendAsync(new KafkaMessage { Topic = topic, Key = "k"u8.ToArray(), Value = Encoding.UTF8.GetBytes(text) });

    private static async Task RestartAsync(RealKafka broker, TestCertificate certificate)
    {
        await broker.Security.ReplaceCertificateAsync(1, certificate);
        await broker.StopBrokerAsync(1);
        await broker.StartBrokerAsync(1);
    }

    private async Task<(RealKafka Broker, string Name)> SetUpAsync(string name)
    {
        var broker = fixture.Broker;
        await broker.CreateTopicAsync(name, 1);
        await broker.Security.SetPasswordAsync(name, Password);
        await broker.Security.AllowAsync(name, KafkaOperation.All, KafkaResource.Topic, name);
        await broker.Security.AllowAsync(name, KafkaOperation.Read, KafkaResource.Group, name);
        return (broker, name);
    }
}
