namespace Orleans.Streaming.Kafka;

/// <summary>
/// What becomes of an event whose delivery failed permanently. Before it is applied, the events of the failed batch are
/// delivered one at a time, so that only the failing one is affected.
/// </summary>
public enum PermanentFailurePolicy
{
    /// <summary>
    /// The event goes to the dead-letter topic and the entity's next event is delivered. Nothing is lost and nothing stops;
    /// the entity goes on without that event.
    /// </summary>
    DeadLetter = 0,

    /// <summary>
    /// The entity's delivery is repeated for as long as it fails. The committed offset stays below it, and the entity's events
    /// take memory; other entities go on until the partition's memory limit is reached.
    /// </summary>
    RetryForever = 1,

    /// <summary>
    /// The entity gets no further event until its partition is assigned again (a restart or a hand-over). The committed offset
    /// stays below it, the status shows it as degraded; other entities go on as with <see cref="RetryForever"/>.
    /// </summary>
    HaltEntity = 2,
}
