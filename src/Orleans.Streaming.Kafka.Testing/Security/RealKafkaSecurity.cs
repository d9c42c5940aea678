using System.Collections.Concurrent;
using System.Security.Cryptography;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>
/// Users and rights of a secured <see cref="RealKafka"/>: SASL_SSL with SCRAM-SHA-512, ACLs, nobody may anything but the
/// administrator. Client certificates are not required, but one that is sent must be good. Changes take effect within a second. Thread-safe.
/// </summary>
public sealed class RealKafkaSecurity : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly Lazy<IAdminClient> _admin;
    private readonly ConcurrentDictionary<int, string> _keyFiles = new();
    private string? _caFile;

    internal RealKafkaSecurity(string bootstrapServers) => _admin = new Lazy<IAdminClient>(() =>
    {
        var config = new AdminClientConfig { BootstrapServers = bootstrapServers };
        ApplyTo(config);
        return new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build();
    });

    /// <summary>The administrator: may everything.</summary>
    public string AdminUser { get; } = "admin";

    /// <summary>The administrator's password.</summary>
    public string AdminPassword { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    /// <summary>Who signed the brokers' certificates.</summary>
    public TestAuthority Authority { get; } = new("kafka-test-ca");

    /// <summary>A PEM file with the certificate of <see cref="Authority"/>.</summary>
    public string CaFile => _caFile ?? throw new InvalidOperationException("The brokers were not started.");

    /// <summary>Creates a user, or changes a user's password.</summary>
    /// <param name="user">The user.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="KafkaBrokerException">The brokers refused.</exception>
    public Task SetPasswordAsync(string user, string password) => RunAsync($"The password of {user} was not set", admin => admin.AlterUserScramCredentialsAsync(
        [
            new UserScramCredentialUpsertion
            {
                User = user,
                Password = System.Text.Encoding.UTF8.GetBytes(password),
                Salt = RandomNumberGenerator.GetBytes(16),
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 },
            },
        ],
        new AlterUserScramCredentialsOptions { RequestTimeout = RequestTimeout }));

    /// <summary>Gives a user a right.</summary>
    /// <param name="user">The user.</param>
    /// <param name="operation">What is allowed.</param>
    /// <param name="resource">On what kind of thing.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="KafkaBrokerException">The brokers refused.</exception>
    public Task AllowAsync(string user, KafkaOperation operation, KafkaResource resource, string name) => RunAsync($"{user} was not given {operation} on {name}", admin => admin.CreateAclsAsync(
        [
            new AclBinding
            {
                Pattern = new ResourcePattern { Type = TypeOf(resource), Name = name, ResourcePatternType = ResourcePatternType.Literal },
                Entry = new AccessControlEntry { Principal = $"User:{user}", Host = "*", Operation = OperationOf(operation), PermissionType = AclPermissionType.Allow },
            },
        ],
        new CreateAclsOptions { RequestTimeout = RequestTimeout }));

    /// <summary>Takes all of a user's rights to a thing away.</summary>
    /// <param name="user">The user.</param>
    /// <param name="resource">The kind of thing.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="KafkaBrokerException">The brokers refused.</exception>
    public Task RevokeAsync(string user, KafkaResource resource, string name) => RunAsync($"The rights of {user} to {name} were not taken away", admin => admin.DeleteAclsAsync(
        [
            new AclBindingFilter
            {
                PatternFilter = new ResourcePatternFilter { Type = TypeOf(resource), Name = name, ResourcePatternType = ResourcePatternType.Literal },
                EntryFilter = new AccessControlEntryFilter { Principal = $"User:{user}", Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
            },
        ],
        new DeleteAclsOptions { RequestTimeout = RequestTimeout }));

    /// <summary>Gives a broker another certificate, from its next start on.</summary>
    /// <param name="broker">1-based.</param>
    /// <param name="certificate">It, with its key: of <see cref="Authority"/> or another, good or expired.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task ReplaceCertificateAsync(int broker, TestCertificate certificate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return _keyFiles.TryGetValue(broker, out var keys)
            ? File.WriteAllTextAsync(keys, certificate.KeyPem + Environment.NewLine + certificate.CertificatePem, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(broker), broker, "There is no such broker.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }

        Authority.Dispose();
    }

    /// <summary>The administrator's way in.</summary>
    internal void ApplyTo(ClientConfig config)
    {
        config.SecurityProtocol = SecurityProtocol.SaslSsl;
        // Brokers may be given certificates that nobody should trust.
        config.EnableSslCertificateVerification = false;
        config.SaslMechanism = SaslMechanism.ScramSha512;
        config.SaslUsername = AdminUser;
        config.SaslPassword = AdminPassword;
    }

    /// <summary>Writes the authority's certificate.</summary>
    internal async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _caFile = Path.Combine(folder, "ca.pem");
        await File.WriteAllTextAsync(_caFile, Authority.Pem, cancellationToken);
    }

    /// <summary>Writes a broker's keys, and says what its settings are.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> PrepareBrokerAsync(int node, string folder, int port, int controllerPort, int brokerPort, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var keys = _keyFiles[node] = Path.Combine(folder, "broker.pem");
        await ReplaceCertificateAsync(node, Authority.Issue("broker"), cancellationToken);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Brokers speak among themselves in plain text: one that must trust its own certificate does not start with an expired one.
            ["listeners"] = $"SASL_SSL://127.0.0.1:{port},BROKER://127.0.0.1:{brokerPort},CONTROLLER://127.0.0.1:{controllerPort}",
            ["listener.security.protocol.map"] = "CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT,SASL_SSL:SASL_SSL",
            ["inter.broker.listener.name"] = "BROKER",
            ["sasl.enabled.mechanisms"] = "SCRAM-SHA-512",
            ["listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config"] = $"org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{AdminUser}\" password=\"{AdminPassword}\";",
            ["listener.name.sasl_ssl.ssl.client.auth"] = "requested",
            ["ssl.keystore.type"] = "PEM",
            ["ssl.keystore.location"] = keys,
            ["ssl.truststore.type"] = "PEM",
            ["ssl.truststore.location"] = CaFile,
            ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            // The brokers' and the controllers' listeners are plaintext.
            ["super.users"] = $"User:{AdminUser};User:ANONYMOUS",
        };
    }

    /// <summary>What <c>kafka-storage.sh format</c> needs for the administrator to exist from the first start.</summary>
    internal string ScramArgument => $"SCRAM-SHA-512=[name={AdminUser},password={AdminPassword}]";

    private static ResourceType TypeOf(KafkaResource resource) => resource == KafkaResource.Topic ? ResourceType.Topic : ResourceType.Group;

    private static AclOperation OperationOf(KafkaOperation operation) => operation switch
    {
        KafkaOperation.All => AclOperation.All,
        KafkaOperation.Read => AclOperation.Read,
        KafkaOperation.Write => AclOperation.Write,
        _ => AclOperation.Describe,
    };

    private async Task RunAsync(string failure, Func<IAdminClient, Task> run)
    {
        try
        {
            await run(_admin.Value);
        }
        catch (KafkaException e)
        {
            throw new KafkaBrokerException($"{failure}: {e.Error.Reason}.", e);
        }
    }
}
