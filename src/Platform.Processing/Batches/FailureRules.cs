namespace Platform.Processing;

/// <summary>What becomes of events that fail for good, by their topic. Thread-safe.</summary>
/// <param name="ofGrain">What the grain says, whatever the topic; null where that is the topics' matter.</param>
/// <param name="ofTopics">What the topics say; one that is not there quarantines.</param>
internal sealed class FailureRules(FailedEvents? ofGrain, IDictionary<string, FailedEvents> ofTopics)
{
    /// <summary>Whether such an event goes to the dead letters alone and its entity goes on.</summary>
    /// <param name="topic">The event's topic.</param>
    public bool IsDeadLetter(string topic) =>
        (ofGrain ?? (ofTopics.TryGetValue(topic, out var ofTopic) ? ofTopic : FailedEvents.Quarantine)) == FailedEvents.DeadLetter;
}
