using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Configuration;

namespace Platform.Hosting.Security;

/// <summary>What a process shows to the other members of its cluster, and whom it takes for one. Immutable, thread-safe.</summary>
internal sealed class MemberCertificate
{
    private readonly X509Certificate2Collection _authorities;

    private MemberCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, X509Certificate2Collection authorities)
    {
        (Certificate, _authorities) = (certificate, authorities);
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate with its key, and the chain that goes along.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads the three files.</summary>
    /// <exception cref="CryptographicException">One of them holds something else, or the key is not the certificate's.</exception>
    /// <exception cref="IOException">One of them can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One of them may not be read.</exception>
    public static MemberCertificate Load(ClusterSettings cluster)
    {
        using var read = LoadWithKey(cluster);

        // Windows' TLS takes no key that is only in memory.
        var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pfx), password: null);
        var (chain, authorities) = (new X509Certificate2Collection(), new X509Certificate2Collection());
        chain.ImportFromPemFile(cluster.CertificateFile!);
        authorities.ImportFromPemFile(cluster.CaFile!);
        if (authorities.Count == 0)
        {
            throw new CryptographicException($"{cluster.CaFile} holds no certificate.");
        }

        chain.RemoveAt(0);
        return new MemberCertificate(certificate, chain, authorities);
    }

    private static X509Certificate2 LoadWithKey(ClusterSettings cluster)
    {
        try
        {
            return cluster.KeyPassword is { } password
                ? X509Certificate2.CreateFromEncryptedPemFile(cluster.CertificateFile!, password, cluster.KeyFile)
                : X509Certificate2.CreateFromPemFile(cluster.CertificateFile!, cluster.KeyFile);
        }
        catch (ArgumentException e)
        {
            // The key is another certificate's.
            throw new CryptographicException(e.Message, e);
        }
    }

    /// <summary>
    /// What is wrong with a certificate, or null: it must be valid now, for that usage, and come from one of the cluster's authorities.
    /// Its names don't matter: silos know each other by addresses that change.
    /// </summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="more">What came along with it.</param>
    /// <param name="usage">The usage: <see cref="CertificateUsage"/>.</param>
    public string? FindFault(X509Certificate2 certificate, X509Certificate2Collection more, Oid usage)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.ExtraStore.AddRange(more);
        chain.ChainPolicy.ApplicationPolicy.Add(usage);
        return chain.Build(certificate) ? null : string.Join(", ", chain.ChainStatus.Select(status => $"{status.Status} ({status.StatusInformation.Trim()})"));
    }

    /// <summary>What is wrong with this process's own certificate, or null.</summary>
    /// <param name="usages">What it is used for.</param>
    public string? FindOwnFault(params IEnumerable<Oid> usages) =>
        usages.Select(usage => FindFault(Certificate, [.. Context.IntermediateCertificates], usage) is { } fault ? $"for {usage.FriendlyName}: {fault}" : null).FirstOrDefault(fault => fault is not null);
}
