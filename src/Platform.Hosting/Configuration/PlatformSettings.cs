using Platform.Configuration.Loading;

namespace Platform.Configuration;

/// <summary>The section <c>Platform</c>: what every silo and gateway is configured with. Groups, topics and an application's own sections follow from its declarations.</summary>
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

    /// <summary>The application's HTTP routes inside the silo.</summary>
    public GatewaySettings Gateway { get; init; } = new();

    /// <summary>How callers show who they are.</summary>
    public AuthSettings Auth { get; init; } = new();

    /// <summary>Where operators' routes are.</summary>
    public ManagementSettings Management { get; init; } = new();

    /// <summary>How HTTP is served.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>What is exported over OTLP, and how logs are written.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>The operators' routes.</summary>
    public AdminSettings Admin { get; init; } = new();

    /// <summary>How long a start waits for the broker, and then for the database. Default 1 minute.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the cluster's members are kept in the database of the grains' states, for no other one is named.</summary>
    internal bool MembersAreInTheStatesDatabase => Cluster is { Provider: ClusterProvider.Postgres, ConnectionString: null } && Storage.Provider == StorageProvider.Postgres;

    /// <summary>Where the cluster's members are kept, or null where nothing says so. A secret.</summary>
    internal string? MembersConnectionString => MembersAreInTheStatesDatabase ? Storage.ConnectionString : Cluster.ConnectionString;

    /// <summary>Reads and checks the section <c>Platform</c> of a program that declares nothing of its own. An empty value counts as not set.</summary>
    /// <param name="configuration">All sources together.</param>
    /// <param name="isDevelopment">Whether the environment is Development: only there a real broker may be reached in plaintext unasked.</param>
    /// <param name="role">Which program reads.</param>
    /// <exception cref="PlatformConfigurationException">Something is unknown, unreadable, missing or wrong: everything that is, at once.</exception>
    public static PlatformSettings Load(IConfiguration configuration, bool isDevelopment, PlatformRole role)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var loader = new SettingsLoader(configuration);
        var settings = loader.ReadPlatform(isDevelopment, role);
        loader.Finish();
        return settings;
    }
}
