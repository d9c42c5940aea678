namespace Platform.Processing;

/// <summary>Publishes what grains put out. Thread-safe.</summary>
public interface IOutputPublisher
{
    /// <summary>
    /// Publishes events in order; returns once every in-sync replica has each. Throws when one was not acknowledged: some
    /// may have been published, and all may be published again under the same ids.
    /// </summary>
    /// <param name="events">The events of one grain, oldest first.</param>
    Task PublishAsync(IReadOnlyList<OutgoingEvent> events);
}
