using System.Security.Cryptography;

namespace Platform.Hosting.Security;

/// <summary>What certificates are used for (RFC 5280, extended key usage). One that names no usage may be used for all.</summary>
internal static class CertificateUsage
{
    /// <summary>A silo that accepts connections.</summary>
    public static Oid Server { get; } = new("1.3.6.1.5.5.7.3.1", "server authentication");

    /// <summary>A silo or gateway that opens connections.</summary>
    public static Oid Client { get; } = new("1.3.6.1.5.5.7.3.2", "client authentication");
}
