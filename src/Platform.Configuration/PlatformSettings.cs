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
}
