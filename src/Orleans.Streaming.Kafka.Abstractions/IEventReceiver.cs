namespace Orleans.Streaming.Kafka;

/// <summary>
/// A grain that records are delivered to, keyed by entity id (<c>DeliverTo&lt;TGrain&gt;</c>).
/// </summary>
/// <remarks>
/// For one entity and one source partition, calls come one at a time and in offset order; a batch may come again, whole
/// or in part, after a failure or a hand-over. Batches of different partitions may come in any order, and from several
/// silos at once while partitions move.
/// </remarks>
[Alias("orleans.kafka.IEventReceiver")]
public interface IEventReceiver : IGrainWithStringKey
{
    /// <summary>
    /// Takes a batch. Returning acknowledges it: the effects of every event are durable and its outputs published. Throwing
    /// leaves the batch unacknowledged: it is delivered again after a backoff, and where the exception is permanent its events
    /// come one at a time until the failing one is found, which the topic's failure policy then decides on.
    /// </summary>
    /// <param name="batch">The events, in offset order.</param>
    // A call that times out is still running; a second copy of its batch must not be sent while it does.
    [Alias("Receive"), ResponseTimeout("01:00:00")]
    ValueTask<BatchOutcome> Receive(EventBatch batch);
}
