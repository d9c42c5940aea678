using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>Encryption and authentication towards the broker: nothing that was configured may silently stay unused.</summary>
internal static class SecurityRules
{
    private const string Section = "Platform:Kafka:Security";

    public static void Check(KafkaSettings kafka, bool isDevelopment, SettingProblems problems)
    {
        var security = kafka.Security;
        if (!problems.WasReadable($"{Section}:Protocol"))
        {
            return;
        }

        if (kafka.IsEmbedded)
        {
            CheckEmbedded(security, problems);
        }
        else
        {
            CheckPlaintext(security, isDevelopment, problems);
        }

        CheckSasl(security, problems);
        CheckFile("CaFile", security.CaFile, security.Protocol, FaultOf, problems);
        CheckFile("ClientCertificateFile", security.ClientCertificateFile, security.Protocol, FaultOf, problems);
        CheckFile("ClientKeyFile", security.ClientKeyFile, security.Protocol, file => File.Exists(file) ? null : $"There is no such file ({Path.GetFullPath(file)}). Right is a PEM file with the key of the client's certificate.", problems);
        CheckPair(security, problems);
    }

    private static void CheckEmbedded(KafkaSecuritySettings security, SettingProblems problems)
    {
        if (security.Protocol != KafkaProtocol.Plaintext)
        {
            problems.Add($"{Section}:Protocol", security.Protocol, "The embedded broker speaks Plaintext only: set Platform:Kafka:BootstrapServers to a broker's host:port, or leave the protocol out.");
        }
    }

    private static void CheckPlaintext(KafkaSecuritySettings security, bool isDevelopment, SettingProblems problems)
    {
        var isPlaintext = security.Protocol is KafkaProtocol.Plaintext or KafkaProtocol.SaslPlaintext;
        if (isPlaintext && !isDevelopment && !security.AllowPlaintext)
        {
            problems.Add(
                $"{Section}:Protocol",
                security.Protocol,
                "Outside Development records and passwords may not cross the network unencrypted. Right is Ssl or SaslSsl, or Platform:Kafka:Security:AllowPlaintext=true (environment: Platform__Kafka__Security__AllowPlaintext) where the network is trusted.");
        }
    }

    private static void CheckSasl(KafkaSecuritySettings security, SettingProblems problems)
    {
        if (security.Protocol is KafkaProtocol.SaslPlaintext or KafkaProtocol.SaslSsl)
        {
            Require("SaslMechanism", security.SaslMechanism is not null, "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
            Require("Username", security.Username is not null, "a user name");
            Require("Password", security.Password is not null, "a password");
        }
        else
        {
            Refuse("SaslMechanism", security.SaslMechanism is not null);
            Refuse("Username", security.Username is not null);
            Refuse("Password", security.Password is not null);
        }

        void Require(string name, bool isSet, string right)
        {
            if (!isSet && problems.WasReadable($"{Section}:{name}"))
            {
                problems.Add($"{Section}:{name}", value: null, $"Protocol {security.Protocol} needs {right}.");
            }
        }

        void Refuse(string name, bool isSet)
        {
            if (isSet)
            {
                problems.AddSecret($"{Section}:{name}", $"Protocol {security.Protocol} does not authenticate and would leave it unused. Right is Protocol SaslSsl, or leaving it out.");
            }
        }
    }

    private static void CheckFile(string name, string? file, KafkaProtocol protocol, Func<string, string?> find, SettingProblems problems)
    {
        if (file is null)
        {
            return;
        }

        var fault = protocol is KafkaProtocol.Plaintext or KafkaProtocol.SaslPlaintext
            ? $"Protocol {protocol} does not encrypt and would leave it unused. Right is Protocol Ssl or SaslSsl, or leaving it out."
            : find(file);
        if (fault is not null)
        {
            problems.Add($"{Section}:{name}", file, fault);
        }
    }

    // A key that is encrypted, or that belongs to another certificate, is found when the client is built.
    private static void CheckPair(KafkaSecuritySettings security, SettingProblems problems)
    {
        if (security.ClientCertificateFile is not null && security.ClientKeyFile is null)
        {
            problems.Add($"{Section}:ClientKeyFile", value: null, "A client's certificate needs its key: set both or none.");
        }

        if (security.ClientKeyFile is not null && security.ClientCertificateFile is null)
        {
            problems.Add($"{Section}:ClientCertificateFile", value: null, "A key needs its certificate: set both or none.");
        }

        if (security.ClientKeyPassword is not null && security.ClientKeyFile is null)
        {
            problems.AddSecret($"{Section}:ClientKeyPassword", "There is no key that it would open. Right is setting ClientKeyFile too, or leaving it out.");
        }
    }

    private static string? FaultOf(string caFile)
    {
        const string Right = "Right is a PEM file with certificates.";
        if (!File.Exists(caFile))
        {
            return $"There is no such file ({Path.GetFullPath(caFile)}). {Right}";
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(caFile);
            return certificates.Count == 0 ? $"The file holds no certificate. {Right}" : null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"The file can't be read: {exception.Message} {Right}";
        }
    }
}
