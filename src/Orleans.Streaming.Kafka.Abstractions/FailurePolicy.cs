namespace Orleans.Streaming.Kafka;

/// <summary>
/// What becomes of an event that fails for good. No choice loses it. Each place takes some of them, and refuses the others at start:
/// keyed and stream delivery take <see cref="DeadLetter"/>, <see cref="RetryForever"/> and <see cref="Halt"/>, entities that
/// process events take <see cref="Quarantine"/> and <see cref="DeadLetter"/>.
/// </summary>
public enum FailurePolicy
{
    /// <summary>The event goes to the dead-letter topic (<c>&lt;topic&gt;.dlq</c>), and delivery goes on with the next one: its order is given up.</summary>
    DeadLetter = 0,

    /// <summary>
    /// The event is delivered again for as long as it fails. The committed offset stays below it, and later events of its entity or
    /// stream wait and take memory; others go on until the partition's memory limit is reached.
    /// </summary>
    RetryForever = 1,

    /// <summary>
    /// The entity, or the stream for this subscriber, gets no further event until its partition is assigned again (a restart or a
    /// hand-over); a stream also goes on when its subscriber subscribes again. The committed offset stays below the event, and the
    /// group's status is degraded and says where.
    /// </summary>
    Halt = 2,

    /// <summary>The entity is quarantined: this event and all later ones are parked, in order, until an operator redrives or drops them.</summary>
    Quarantine = 3,
}
