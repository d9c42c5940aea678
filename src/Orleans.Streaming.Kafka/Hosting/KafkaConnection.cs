namespace Orleans.Streaming.Kafka;

/// <summary>How to reach a Kafka cluster. Immutable; never prints its secrets.</summary>
public sealed record KafkaConnection
{
    /// <summary><c>host:port</c>, comma-separated; at least one.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The client id brokers see in their logs and quotas. Default <c>orleans</c>.</summary>
    public string ClientId { get; init; } = "orleans";

    /// <summary>How the connection is protected. Default plaintext.</summary>
    public KafkaProtocol Protocol { get; init; }

    /// <summary>A PEM file with the certificates to trust, or null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The SASL mechanism, for a SASL protocol.</summary>
    public KafkaSaslMechanism? SaslMechanism { get; init; }

    /// <summary>The SASL user.</summary>
    public string? Username { get; init; }

    /// <summary>The SASL password.</summary>
    public string? Password { get; init; }

    /// <summary>The servers, protocol and user; never the password.</summary>
    public override string ToString() => $"{BootstrapServers} ({Protocol}{(Username is null ? "" : " as " + Username)})";
}
