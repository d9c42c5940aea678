namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Kafka</c>.</summary>
internal static class KafkaSection
{
    public static KafkaSettings Read(SettingsSection section)
    {
        var defaults = new KafkaSettings();
        return new KafkaSettings
        {
            BootstrapServers = section.Text("BootstrapServers") ?? defaults.BootstrapServers,
            ClientId = section.Text("ClientId") ?? defaults.ClientId,
            Security = ReadSecurity(section.Section("Security")),
            SessionTimeout = section.Duration("SessionTimeout"),
            HeartbeatInterval = section.Duration("HeartbeatInterval"),
            FetchWait = section.Duration("FetchWait"),
        };
    }

    private static KafkaSecuritySettings ReadSecurity(SettingsSection section) => new()
    {
        Protocol = section.Choice<KafkaProtocol>("Protocol") ?? default,
        CaFile = section.Text("CaFile"),
        ClientCertificateFile = section.Text("ClientCertificateFile"),
        ClientKeyFile = section.Text("ClientKeyFile"),
        ClientKeyPassword = section.Secret("ClientKeyPassword"),
        SaslMechanism = section.Choice<KafkaSaslMechanism>("SaslMechanism"),
        Username = section.Text("Username"),
        Password = section.Secret("Password"),
        AllowPlaintext = section.Switch("AllowPlaintext") ?? false,
    };
}
