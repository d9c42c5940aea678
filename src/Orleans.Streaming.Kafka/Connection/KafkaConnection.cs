namespace Orleans.Streaming.Kafka;

/// <summary>
/// How to reach a Kafka cluster. Immutable; <see cref="ToString"/> names no secret, and the library logs none. Files are read
/// when a client is built; where brokers don't accept what they held then and they hold something else by now, the client is rebuilt.
/// </summary>
public sealed record KafkaConnection
{
    /// <summary><c>host:port</c>, comma-separated; at least one.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The client id brokers see in their logs and quotas. Default <c>orleans</c>.</summary>
    public string ClientId { get; init; } = "orleans";

    /// <summary>How the connection is protected. Default plaintext.</summary>
    public KafkaProtocol Protocol { get; init; }

    /// <summary>A PEM file with the certificates to trust; null for <see cref="CaPem"/>, or else the system's. With TLS.</summary>
    public string? CaFile { get; init; }

    /// <summary>The certificates to trust as PEM text, instead of <see cref="CaFile"/>.</summary>
    public string? CaPem { get; init; }

    /// <summary>A PEM file with the client's certificate (and its chain), where brokers require one. Needs a key.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>The client's certificate as PEM text, instead of <see cref="ClientCertificateFile"/>.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>A PEM file with the private key of the client's certificate.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>The private key as PEM text, instead of <see cref="ClientKeyFile"/>. A secret.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>What the private key is encrypted with, if it is. A secret.</summary>
    public string? ClientKeyPassword { get; init; }

    /// <summary>Whether a broker's certificate must name the host it was reached at. Default true; off only for a test.</summary>
    public bool VerifyHostName { get; init; } = true;

    /// <summary>The SASL mechanism, for a SASL protocol.</summary>
    public KafkaSaslMechanism? SaslMechanism { get; init; }

    /// <summary>The SASL user, for PLAIN and SCRAM.</summary>
    public string? Username { get; init; }

    /// <summary>The SASL password, for PLAIN and SCRAM. A secret.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Gets a token for OAUTHBEARER: called when a client connects and again after four fifths of each token's life. What it
    /// throws is logged, and it is called again after 10 s. Called concurrently.
    /// </summary>
    public Func<CancellationToken, ValueTask<KafkaToken>>? TokenProvider { get; init; }

    /// <summary>
    /// librdkafka's own properties for every client of this connection, by its names
    /// (https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md). One that has an option in this library is
    /// refused at start, with the reason. Values are treated as secrets. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The servers, protocol and user; no secret.</summary>
    public override string ToString() => $"{BootstrapServers} ({Protocol}{(Username is null ? "" : " as " + Username)})";
}
