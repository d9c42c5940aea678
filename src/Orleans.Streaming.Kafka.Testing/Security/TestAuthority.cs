using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>A certificate authority made in this process, for tests. Thread-safe.</summary>
public sealed class TestAuthority : IDisposable
{
    private const int SerialBytes = 12;

    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;

    /// <summary>Makes one.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public TestAuthority(string name, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = _time.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddYears(-2), now.AddYears(2));
    }

    /// <summary>The authority's certificate, for those who shall trust it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Issues a certificate for a server and a client at 127.0.0.1 and localhost.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="isExpired">Whether it ended yesterday; else it is good for a year.</param>
    public TestCertificate Issue(string name, bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // TLS server and client.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = _time.GetUtcNow();
        var (from, to) = isExpired ? (now.AddDays(-30), now.AddDays(-1)) : (now.AddDays(-1), now.AddYears(1));
        using var certificate = request.Create(_certificate, from, to, RandomNumberGenerator.GetBytes(SerialBytes));
        return new TestCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();
}
