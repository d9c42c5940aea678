using System.Globalization;

namespace Orleans.Streaming.Kafka;

/// <summary>What makes a connection unusable before any broker is contacted. Pure but for the existence of files.</summary>
internal static class KafkaConnectionRules
{
    /// <summary>One sentence for each thing that is wrong, naming the setting and what would be right; never a secret's value.</summary>
    public static IEnumerable<string> Problems(KafkaConnection? connection)
    {
        if (string.IsNullOrWhiteSpace(connection?.BootstrapServers))
        {
            return ["Connection needs BootstrapServers, for example \"localhost:9092\""];
        }

        return Addresses(connection).Concat(Enums(connection)).Concat(Sasl(connection)).Concat(Tls(connection)).Concat(OwnedProperties.Problems("Connection.Properties", connection.Properties, OwnedProperties.OfConnections));
    }

    private static IEnumerable<string> Addresses(KafkaConnection connection) =>
        from address in connection.BootstrapServers.Split(',', StringSplitOptions.TrimEntries)
        where !IsAddress(address)
        select $"Connection.BootstrapServers holds \"{address}\", which is not host:port; right is for example \"kafka-1:9092,kafka-2:9092\"";

    private static IEnumerable<string> Enums(KafkaConnection connection)
    {
        if (!Enum.IsDefined(connection.Protocol))
        {
            yield return $"Connection.Protocol is {connection.Protocol}; right is {string.Join(" or ", Enum.GetNames<KafkaProtocol>())}";
        }

        if (connection.SaslMechanism is { } mechanism && !Enum.IsDefined(mechanism))
        {
            yield return $"Connection.SaslMechanism is {mechanism}; right is {string.Join(" or ", Enum.GetNames<KafkaSaslMechanism>())}";
        }
    }

    private static bool IsAddress(string address)
    {
        // librdkafka allows a protocol in front.
        var host = address[(address.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme >= 0 ? scheme + 3 : 0)..];
        var colon = host.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
    }

    private static IEnumerable<string> Sasl(KafkaConnection connection)
    {
        var isSasl = connection.Protocol is KafkaProtocol.SaslPlaintext or KafkaProtocol.SaslSsl;
        if (isSasl && connection.SaslMechanism is null)
        {
            yield return $"Connection.SaslMechanism is missing: {connection.Protocol} needs one of {string.Join(", ", Enum.GetNames<KafkaSaslMechanism>())}";
        }

        if (!isSasl && (connection.SaslMechanism is not null || connection.Username is not null || connection.Password is not null || connection.TokenProvider is not null))
        {
            yield return $"Connection.Protocol is {connection.Protocol}, which authenticates nobody, but a SASL mechanism, user, password or token is given: set Protocol to SaslSsl (or SaslPlaintext in a closed network)";
        }

        if (connection.SaslMechanism is KafkaSaslMechanism.Plain or KafkaSaslMechanism.ScramSha256 or KafkaSaslMechanism.ScramSha512)
        {
            if (string.IsNullOrEmpty(connection.Username) || string.IsNullOrEmpty(connection.Password))
            {
                yield return $"Connection.Username and Connection.Password are both needed for {connection.SaslMechanism}";
            }
        }

        var hasOidc = connection.Properties.Keys.Any(name => name.StartsWith("sasl.oauthbearer.", StringComparison.Ordinal));
        if (connection.SaslMechanism == KafkaSaslMechanism.OAuthBearer && connection.TokenProvider is null && !hasOidc)
        {
            yield return "Connection.TokenProvider is needed for OAuthBearer (or librdkafka's own OIDC: the properties sasl.oauthbearer.method=oidc, sasl.oauthbearer.token.endpoint.url and so on)";
        }

        if (connection.TokenProvider is not null && isSasl && connection.SaslMechanism != KafkaSaslMechanism.OAuthBearer)
        {
            yield return $"Connection.TokenProvider is given, but Connection.SaslMechanism is {connection.SaslMechanism}: tokens are for OAuthBearer";
        }
    }

    private static IEnumerable<string> Tls(KafkaConnection connection)
    {
        (string Name, string? File)[] files =
        [
            (nameof(connection.CaFile), connection.CaFile),
            (nameof(connection.ClientCertificateFile), connection.ClientCertificateFile),
            (nameof(connection.ClientKeyFile), connection.ClientKeyFile),
        ];
        foreach (var (name, file) in files)
        {
            if (file is not null && !File.Exists(file))
            {
                yield return $"Connection.{name} is \"{file}\", which does not exist or may not be read";
            }
        }

        var isTls = connection.Protocol is KafkaProtocol.Ssl or KafkaProtocol.SaslSsl;
        var hasCertificate = (connection.ClientCertificateFile ?? connection.ClientCertificatePem) is not null;
        var hasKey = (connection.ClientKeyFile ?? connection.ClientKeyPem) is not null;
        if (!isTls && (hasCertificate || hasKey || (connection.CaFile ?? connection.CaPem) is not null))
        {
            yield return $"Connection.Protocol is {connection.Protocol}, which encrypts nothing, but certificates are given: set Protocol to Ssl or SaslSsl";
        }

        if (hasCertificate != hasKey)
        {
            yield return $"Connection has a client {(hasCertificate ? "certificate but no key: set ClientKeyFile or ClientKeyPem" : "key but no certificate: set ClientCertificateFile or ClientCertificatePem")}";
        }

        if ((connection.CaFile is not null && connection.CaPem is not null)
            || (connection.ClientCertificateFile is not null && connection.ClientCertificatePem is not null)
            || (connection.ClientKeyFile is not null && connection.ClientKeyPem is not null))
        {
            yield return "Connection has the same certificate or key as a file and as PEM text: give one of the two";
        }
    }
}
