namespace Platform.Configuration;

/// <summary><c>Platform:Kafka:Security</c>.</summary>
public sealed record KafkaSecuritySettings
{
    /// <summary><c>Plaintext</c> (default), <c>Ssl</c>, <c>SaslPlaintext</c> or <c>SaslSsl</c>.</summary>
    public KafkaProtocol Protocol { get; init; }

    /// <summary>A PEM file with the certificates to trust, or null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>A PEM file with the client's certificate and its chain, where brokers require one. Needs <see cref="ClientKeyFile"/>.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>A PEM file with the private key of the client's certificate.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>What the private key is encrypted with, if it is. Never logged.</summary>
    public string? ClientKeyPassword { get; init; }

    /// <summary><c>Plain</c>, <c>ScramSha256</c> or <c>ScramSha512</c> (Kafka's own spellings are read too).</summary>
    public KafkaSaslMechanism? SaslMechanism { get; init; }

    /// <summary>The SASL user.</summary>
    public string? Username { get; init; }

    /// <summary>The SASL password. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>Allows a plaintext protocol outside Development.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The settings without the password.</summary>
    public override string ToString() => $"{Protocol} {SaslMechanism} {Username}";
}
