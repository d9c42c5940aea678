using Microsoft.Extensions.Configuration;
using Platform.Configuration.Rules;

namespace Platform.Configuration.Loading;

/// <summary>Reads the section, refuses what it doesn't know, and asks every rule; tells all that is wrong at once.</summary>
internal static class SettingsLoader
{
    public const string SectionName = "Platform";

    public static PlatformSettings Load(IConfiguration configuration, bool isDevelopment, PlatformRole role)
    {
        var problems = new SettingProblems();
        var known = new KnownSettings();
        var section = configuration.GetSection(SectionName);

        // A value of the section itself is none of ours: machines set an environment variable PLATFORM for their own ends.
        var settings = Read(new SettingsSection(section, known, problems));
        known.RefuseOthers(section, problems);
        Check(settings, isDevelopment, role, problems);

        return problems.All.Count == 0 ? settings : throw new PlatformConfigurationException(problems.All);
    }

    /// <summary>The values that stand outside the section <c>Platform</c> under a name that belongs below it, and so mean nothing.</summary>
    public static IReadOnlyList<string> FindOutside(IConfiguration configuration)
    {
        var known = new KnownSettings();
        Read(new SettingsSection(configuration.GetSection(SectionName), known, new SettingProblems()));
        return [.. configuration.AsEnumerable()
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value) && known.HasValue(ConfigurationPath.Combine(SectionName, pair.Key)))
            .Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)];
    }

    private static PlatformSettings Read(SettingsSection section) => new()
    {
        Kafka = KafkaSection.Read(section.Section("Kafka")),
        Topics = TopicsSection.Read(section.Section("Topics")),
        Storage = StorageSection.Read(section.Section("Storage")),
        Cluster = ClusterSection.Read(section.Section("Cluster")),
        Gateway = new GatewaySettings { Enabled = section.Section("Gateway").Switch("Enabled") ?? true },
        Demo = new DemoSettings { Enabled = section.Section("Demo").Switch("Enabled") },
        Email = EmailSection.Read(section.Section("Email")),
        Admin = new AdminSettings { Enabled = section.Section("Admin").Switch("Enabled") },
    };

    private static void Check(PlatformSettings settings, bool isDevelopment, PlatformRole role, SettingProblems problems)
    {
        KafkaRules.Check(settings.Kafka, role, problems);
        SecurityRules.Check(settings.Kafka, isDevelopment, problems);
        GroupRules.Check(settings.Kafka.Groups, problems);
        ClusterRules.Check(settings.Cluster, problems);
        if (role == PlatformRole.Silo)
        {
            TopicsRules.Check(settings.Topics, problems);
            StorageRules.Check(settings, problems);
            DemoRules.Check(settings, problems);
            EmailRules.Check(settings.Email, problems);
        }
    }
}
