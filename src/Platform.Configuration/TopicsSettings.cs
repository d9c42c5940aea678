namespace Platform.Configuration;

/// <summary><c>Platform:Topics</c>.</summary>
public sealed record TopicsSettings
{
    /// <summary>The topics file, absolute or relative to the working directory; null for the one that is shipped.</summary>
    public string? File { get; init; }

    /// <summary>Create missing topics with as many replicas as there are brokers. Default: in Development only.</summary>
    public bool? AllowFewerReplicas { get; init; }
}
