using Orleans.Streaming.Kafka;
using Platform.Events;

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

    /// <summary>The record that an event becomes.</summary>
    /// <param name="output">The event.</param>
    /// <exception cref="ArgumentException">It can't become one.</exception>
    EncodedEvent Encode(OutgoingEvent output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return EventEncoder.Encode(output.Event);
    }
}
