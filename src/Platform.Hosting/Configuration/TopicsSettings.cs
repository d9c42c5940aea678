namespace Platform.Configuration;

/// <summary><c>Platform:Topics</c>.</summary>
public sealed record TopicsSettings
{
    /// <summary>The topics file, absolute or relative to the working directory; null for <c>topics.yaml</c> next to the program.</summary>
    public string? File { get; init; }

    /// <summary>Create missing topics with as many replicas as there are brokers. Default: in Development only.</summary>
    public bool? AllowFewerReplicas { get; init; }

    /// <summary>Whether topics may get fewer replicas than declared: <see cref="AllowFewerReplicas"/> or its default.</summary>
    /// <param name="isDevelopment">Whether the environment is Development.</param>
    public bool AllowsFewerReplicas(bool isDevelopment) => AllowFewerReplicas ?? isDevelopment;
}
