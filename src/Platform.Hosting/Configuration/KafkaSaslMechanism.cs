namespace Platform.Configuration;

/// <summary>SASL mechanisms.</summary>
public enum KafkaSaslMechanism
{
    /// <summary>PLAIN.</summary>
    Plain = 0,

    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256 = 1,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512 = 2,
}
