using System.Security.Cryptography;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Whether the certificate files of a connection are still those that a client was built with: a client reads them once, when it is
/// built. Thread-safe.
/// </summary>
internal sealed class CertificateFiles(KafkaConnection connection, ClientReport report, TimeProvider time)
{
    // Called for every error of a client that can't connect.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string[] _files = [.. new[] { connection.CaFile, connection.ClientCertificateFile, connection.ClientKeyFile }.OfType<string>()];
    private readonly Lock _gate = new();
    private string? _builtWith;
    private long? _lookedAt;

    /// <summary>A client is built after this. Before it, not after: what changes meanwhile must not be taken for what it has read.</summary>
    public void Remember()
    {
        var found = Fingerprint();
        lock (_gate)
        {
            _builtWith = found;
        }
    }

    /// <summary>The client could not be built of them: any content counts as changed again.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _builtWith = null;
        }
    }

    /// <summary>
    /// Whether the client can't get through for its certificates, and the files hold others by now. Looks once a second at most.
    /// </summary>
    public bool HaveChangedSinceError()
    {
        if (_files.Length == 0 || report.Explanation is not { Kind: ClientErrorKind.Certificate })
        {
            return false;
        }

        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_lookedAt is { } at && time.GetElapsedTime(at, now) < LookInterval)
            {
                return false;
            }

            _lookedAt = now;
            return Fingerprint() is { } found && found != _builtWith;
        }
    }

    // Null where a file can't be read now: nothing can be built of it.
    private string? Fingerprint()
    {
        try
        {
            return string.Join(' ', _files.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
