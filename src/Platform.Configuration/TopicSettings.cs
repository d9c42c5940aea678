using Orleans.Streaming.Kafka;

namespace Platform.Configuration;

/// <summary><c>Platform:Topics:&lt;name&gt;</c>.</summary>
public sealed record TopicSettings
{
    /// <summary>What becomes of the topic's events that fail for good. Default <c>Quarantine</c>. The analytics, which are sums, take every such event to the dead letters.</summary>
    public FailurePolicy FailedEvents { get; init; } = FailurePolicy.Quarantine;
}
