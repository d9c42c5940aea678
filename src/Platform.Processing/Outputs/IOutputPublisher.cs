using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Publishes what grains put out. Thread-safe.</summary>
public interface IOutputPublisher
{
    /// <summary>
    /// Publishes events in order, and returns for each, in the same order: null once every in-sync replica has it, else why
    /// not. An <see cref="IDeliveryFailure"/> that is not transient says that this event will never be taken; after any other
    /// failure it is published again under the same id. Throws where nothing is known of any.
    /// </summary>
    /// <param name="events">The events of one grain, oldest first.</param>
    Task<IReadOnlyList<Exception?>> PublishAsync(IReadOnlyList<OutgoingEvent> events);

    /// <summary>Publishes rejected outputs as they are stored, each in a request of its own, and answers as <see cref="PublishAsync"/> does.</summary>
    /// <param name="outputs">The outputs of one entity, oldest first; each with its bytes.</param>
    Task<IReadOnlyList<Exception?>> PublishStoredAsync(IReadOnlyList<ParkedRecord> outputs);
}
