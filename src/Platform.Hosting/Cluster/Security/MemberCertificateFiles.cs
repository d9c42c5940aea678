using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Configuration;

namespace Platform.Hosting.Security;

/// <summary>
/// The certificate files of a cluster's member, read again for new connections once they have changed. Files that can't be used are
/// reported, and the last good ones stay in use. Thread-safe.
/// </summary>
internal sealed partial class MemberCertificateFiles
{
    // Connections may come in bursts.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ClusterSettings _cluster;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private MemberCertificate _certificate;
    private string _readFrom;
    private long _lookedAt;

    private MemberCertificateFiles(ClusterSettings cluster, TimeProvider time)
    {
        (_cluster, _time, _lookedAt) = (cluster, time, time.GetTimestamp());
        _readFrom = Fingerprint();
        _certificate = MemberCertificate.Load(cluster);
    }

    /// <summary>Where changes are reported; set once the process has a log.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>Reads the configured files, or returns null where none are configured.</summary>
    /// <param name="cluster">The settings.</param>
    /// <param name="role">A silo accepts connections, too.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="PlatformConfigurationException">They can't be used.</exception>
    public static MemberCertificateFiles? Open(ClusterSettings cluster, PlatformRole role, TimeProvider time)
    {
        if (cluster.CertificateFile is null)
        {
            return null;
        }

        try
        {
            var files = new MemberCertificateFiles(cluster, time);
            return files._certificate.FindOwnFault(role == PlatformRole.Silo ? [CertificateUsage.Server, CertificateUsage.Client] : [CertificateUsage.Client]) is { } fault
                ? throw Refusal(cluster, $"The other members would reject it {fault}.")
                : files;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Refusal(cluster, e.Message);
        }
    }

    /// <summary>The certificate as the files have it by now.</summary>
    public MemberCertificate Current()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            if (_time.GetElapsedTime(_lookedAt, now) >= LookInterval)
            {
                _lookedAt = now;
                Reload();
            }

            return _certificate;
        }
    }

    /// <summary>Whether a certificate is a member's; one that is not is reported.</summary>
    /// <param name="certificate">The other side's certificate.</param>
    /// <param name="chain">What came along with it.</param>
    /// <param name="usage">What the other side uses it for.</param>
    public bool IsMember(X509Certificate2 certificate, X509Chain? chain, Oid usage)
    {
        if (Current().FindFault(certificate, chain?.ChainPolicy.ExtraStore ?? [], usage) is not { } fault)
        {
            return true;
        }

        if (Logger is { } logger)
        {
            LogRejected(logger, certificate.Subject, fault);
        }

        return false;
    }

    // What a rename made of two files at two moments is read at the next look.
    private void Reload()
    {
        try
        {
            var found = Fingerprint();
            if (found != _readFrom)
            {
                _certificate = MemberCertificate.Load(_cluster);
                _readFrom = found;
                if (Logger is { } logger)
                {
                    LogReloaded(logger, _certificate.Certificate.Subject, _certificate.Certificate.NotAfter);
                }
            }
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            if (Logger is { } logger)
            {
                LogUnusable(logger, e.Message);
            }
        }
    }

    private string Fingerprint() => string.Join(' ', new[] { _cluster.CertificateFile, _cluster.KeyFile, _cluster.CaFile }.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file!)))));

    private static PlatformConfigurationException Refusal(ClusterSettings cluster, string fault) =>
        new([$"Platform:Cluster:CertificateFile = '{cluster.CertificateFile}' (environment: Platform__Cluster__CertificateFile)\n{fault} Right is a certificate for server and client authentication with its chain, issued by an authority in CaFile, and its own key in KeyFile; all are PEM files."]);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster's certificate files have changed: new connections use {Subject}, valid until {Until}.")]
    private static partial void LogReloaded(ILogger logger, string subject, DateTime until);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster's certificate files have changed and can't be used; new connections use the last good ones. {Reason}")]
    private static partial void LogUnusable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection with certificate {Subject} was rejected: it is no member's. {Reason}")]
    private static partial void LogRejected(ILogger logger, string subject, string reason);
}
