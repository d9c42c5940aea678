using Microsoft.Extensions.Configuration;
using Platform.Configuration.Loading;

namespace Platform.Configuration;

/// <summary>The section <c>Platform</c>: what the silo and the gateway are configured with.</summary>
public sealed record PlatformSettings
{
    /// <summary>Kafka.</summary>
    public KafkaSettings Kafka { get; init; } = new();

    /// <summary>The topics file.</summary>
    public TopicsSettings Topics { get; init; } = new();

    /// <summary>Grain state.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>The cluster of silos.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>The HTTP gateway inside the silo.</summary>
    public GatewaySettings Gateway { get; init; } = new();

    /// <summary>The demo feed.</summary>
    public DemoSettings Demo { get; init; } = new();

    /// <summary>How notifications leave.</summary>
    public EmailSettings Email { get; init; } = new();

    /// <summary>The operators' routes.</summary>
    public AdminSettings Admin { get; init; } = new();

    /// <summary>Whether the demo feed runs: <see cref="DemoSettings.Enabled"/> or its default, on with the embedded broker.</summary>
    public bool RunsDemo => Demo.Enabled ?? Kafka.IsEmbedded;

    /// <summary>Reads and checks the section <c>Platform</c>. An empty value counts as not set, except for a group id.</summary>
    /// <param name="configuration">All sources together.</param>
    /// <param name="isDevelopment">Whether the environment is Development: only there a real broker may be reached in plaintext unasked.</param>
    /// <param name="role">Which program reads.</param>
    /// <exception cref="PlatformConfigurationException">Something is unknown, unreadable, missing or wrong: everything that is, at once.</exception>
    public static PlatformSettings Load(IConfiguration configuration, bool isDevelopment, PlatformRole role)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return SettingsLoader.Load(configuration, isDevelopment, role);
    }

    /// <summary>
    /// What stands outside the section <c>Platform</c> under a name that belongs below it (<c>Kafka:BootstrapServers</c>): it is not
    /// read, which nobody would notice.
    /// </summary>
    /// <param name="configuration">All sources together.</param>
    public static IReadOnlyList<string> FindOutsideSection(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return SettingsLoader.FindOutside(configuration);
    }
}
