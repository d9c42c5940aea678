using Platform.Configuration.Rules;

namespace Platform.Configuration.Loading;

/// <summary>
/// Reads the section <c>Platform</c> part by part, and in the end refuses what nobody has read: all that is wrong is reported at once.
/// Not thread-safe: one load at a time.
/// </summary>
internal sealed class SettingsLoader
{
    public const string SectionName = "Platform";

    private readonly IConfigurationSection _section;
    private readonly KnownSettings _known = new();
    private readonly List<(string From, string To)> _moved = [];

    public SettingsLoader(IConfiguration configuration)
    {
        // A value of the section itself is none of ours: machines set an environment variable PLATFORM for their own ends.
        _section = configuration.GetSection(SectionName);
        Root = new SettingsSection(_section, _known, Problems);
        Configuration = configuration;
    }

    public IConfiguration Configuration { get; }

    public SettingProblems Problems { get; } = new();

    public SettingsSection Root { get; }

    /// <summary>Reads and checks what every program has.</summary>
    public PlatformSettings ReadPlatform(bool isDevelopment, PlatformRole role)
    {
        var settings = new PlatformSettings
        {
            Kafka = KafkaSection.Read(Root.Section("Kafka")),
            Topics = TopicsSection.Read(Root.Section("Topics")),
            Storage = StorageSection.Read(Root.Section("Storage")),
            Cluster = ClusterSection.Read(Root.Section("Cluster")),
            Gateway = GatewaySection.Read(Root.Section("Gateway")),
            Auth = AuthSection.Read(Root.Section("Auth")),
            Management = ManagementSection.Read(Root.Section("Management")),
            Telemetry = TelemetrySection.Read(Root.Section("Telemetry")),
            Http = HttpSection.Read(Root.Section("Http")),
            StartTimeout = Root.Duration(nameof(PlatformSettings.StartTimeout), TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.FromMinutes(1),
            Admin = new AdminSettings { Enabled = Root.Section("Admin").Switch("Enabled") ?? isDevelopment },
        };
        KafkaRules.Check(settings.Kafka, role, Problems);
        SecurityRules.Check(settings.Kafka, isDevelopment, Problems);
        ClusterRules.Check(settings, role, isDevelopment, Root.Section("Cluster").Text("ClusterId") is not null, Problems);
        ClusterSecurityRules.Check(settings, isDevelopment, Problems);
        AuthRules.Check(settings.Auth, isDevelopment, Problems);
        if (role == PlatformRole.Silo)
        {
            TopicsRules.Check(settings.Topics, Problems);
            StorageRules.Check(settings, Problems);
        }

        if (role == PlatformRole.Silo || settings.MembersAreInTheStatesDatabase)
        {
            StorageRules.CheckPlaintext(settings.Storage, isDevelopment, Problems);
        }

        return settings;
    }

    /// <summary>Refuses what is set below a name that settings once had, and says where it is now.</summary>
    /// <param name="from">The path below <c>Platform</c> that is gone.</param>
    /// <param name="to">The path below <c>Platform</c> that took its place.</param>
    public void Move(string from, string to) => _moved.Add((PathOf(from), PathOf(to)));

    /// <summary>Takes every name below a section as known, where the names can't be said.</summary>
    /// <param name="section">The path below <c>Platform</c>.</param>
    public void LeaveUnchecked(string section) => _known.AddOpenSection(PathOf(section));

    /// <summary>Ends the load.</summary>
    /// <exception cref="PlatformConfigurationException">Something is unknown, unreadable, missing or wrong: everything that is, at once.</exception>
    public void Finish()
    {
        foreach (var (from, to) in _moved)
        {
            RefuseMoved(from, to);
        }

        _known.RefuseOthers(_section, Problems);
        if (Problems.All.Count > 0)
        {
            throw new PlatformConfigurationException(Problems.All);
        }
    }

    /// <summary>The values outside the section <c>Platform</c> under a name that belongs below it, and so mean nothing.</summary>
    public IReadOnlyList<string> FindOutside() =>
        [.. Configuration.AsEnumerable()
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value) && _known.HasValue(PathOf(pair.Key)))
            .Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)];

    private void RefuseMoved(string from, string to)
    {
        foreach (var (path, value) in Configuration.GetSection(from).AsEnumerable().Where(pair => pair.Value is not null))
        {
            var right = to + path[from.Length..];
            _known.AddRetired(path);
            Problems.Add(path, value, $"This setting is {right} now (environment: {right.Replace(":", "__", StringComparison.Ordinal)}).");
        }
    }

    private static string PathOf(string path) => ConfigurationPath.Combine(SectionName, path);
}
