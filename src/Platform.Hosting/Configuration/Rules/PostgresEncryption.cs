using Npgsql;

namespace Platform.Configuration.Rules;

/// <summary>Whether a connection to PostgreSQL is encrypted, to the server that was meant. Pure.</summary>
internal static class PostgresEncryption
{
    /// <summary>Whether what a connection string names is reached over a network without that. One that can't be read is another rule's.</summary>
    public static bool IsMissing(string? connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);

            // A host that is a path is a Unix socket.
            return settings.SslMode != SslMode.VerifyFull && settings.Host is { Length: > 0 } host && !host.StartsWith('/') && !host.StartsWith('@');
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return false;
        }
    }
}
