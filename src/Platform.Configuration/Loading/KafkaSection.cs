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
            Groups = ReadGroups(section.Section("Groups"), defaults.Groups),
            SessionTimeout = section.Duration("SessionTimeout"),
            HeartbeatInterval = section.Duration("HeartbeatInterval"),
            FetchWait = section.Duration("FetchWait"),
        };
    }

    private static KafkaSecuritySettings ReadSecurity(SettingsSection section) => new()
    {
        Protocol = section.Choice<KafkaProtocol>("Protocol") ?? default,
        CaFile = section.Text("CaFile"),
        SaslMechanism = section.Choice<KafkaSaslMechanism>("SaslMechanism"),
        Username = section.Text("Username"),
        Password = section.Secret("Password"),
        AllowPlaintext = section.Switch("AllowPlaintext") ?? false,
    };

    private static KafkaGroupsSettings ReadGroups(SettingsSection section, KafkaGroupsSettings defaults) => new()
    {
        OrderProcessor = ReadGroup(section.Section("OrderProcessor"), defaults.OrderProcessor),
        UserProcessor = ReadGroup(section.Section("UserProcessor"), defaults.UserProcessor),
        Analytics = ReadGroup(section.Section("Analytics"), defaults.Analytics),
        Notifications = ReadGroup(section.Section("Notifications"), defaults.Notifications),
    };

    private static KafkaGroupSettings ReadGroup(SettingsSection section, KafkaGroupSettings defaults) => new()
    {
        // An empty id is a mistake, not the wish for the default: the default group's offsets would be taken up.
        GroupId = section.Raw("GroupId") ?? defaults.GroupId,
        Start = section.Choice<GroupStart>("Start") ?? defaults.Start,
        OutOfRange = section.Choice<GroupOutOfRange>("OutOfRange") ?? defaults.OutOfRange,
        Enabled = section.Switch("Enabled") ?? defaults.Enabled,
    };
}
