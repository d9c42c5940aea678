using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>What becomes of events that fail for good, by their topic. Thread-safe.</summary>
/// <param name="ofGrain">What is set for the grain, whatever the topic; null where the topic decides.</param>
/// <param name="ofTopics">What is set for topics; one that is not there quarantines.</param>
internal sealed class FailureRules(FailurePolicy? ofGrain, IDictionary<string, FailurePolicy> ofTopics)
{
    /// <summary>The policies that processing takes, for an error.</summary>
    public const string Names = $"{nameof(FailurePolicy.Quarantine)} or {nameof(FailurePolicy.DeadLetter)}";

    /// <summary>Whether processing takes a policy.</summary>
    /// <param name="policy">The policy.</param>
    public static bool Takes(FailurePolicy policy) => policy is FailurePolicy.Quarantine or FailurePolicy.DeadLetter;

    /// <summary>Whether only such an event becomes a dead letter, and its entity goes on.</summary>
    /// <param name="topic">The event's topic.</param>
    public bool IsDeadLetter(string topic) =>
        (ofGrain ?? (ofTopics.TryGetValue(topic, out var ofTopic) ? ofTopic : FailurePolicy.Quarantine)) == FailurePolicy.DeadLetter;
}
