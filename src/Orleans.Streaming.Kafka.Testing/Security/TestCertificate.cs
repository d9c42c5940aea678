namespace Orleans.Streaming.Kafka.Testing;

/// <summary>A certificate with its private key, as PEM text. For tests.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">Its private key, PKCS #8, not encrypted.</param>
public sealed record TestCertificate(string CertificatePem, string KeyPem);
