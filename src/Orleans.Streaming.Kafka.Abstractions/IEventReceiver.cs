namespace Orleans.Streaming.Kafka;

/// <summary>
/// A grain that records are delivered to, keyed by entity id (<c>DeliverTo&lt;TGrain&gt;</c>).
/// </summary>
/// <remarks>
/// <para>
/// For one entity and one source partition, calls come one at a time and in offset order; a batch may come again, whole
/// or in part, after a failure or a hand-over. Batches of different partitions may come in any order, and from several
/// silos at once while partitions move.
/// </para>
/// <para>
/// A batch may also come again while its first call is still running: when no answer came for a minute (<c>CallTimeout</c>), which is how a
/// lost answer is noticed. A grain that is not reentrant gets the copy after the first. Delivery is at least once: a receiver recognises
/// what it has by the position of its events, or its effects are such that a repetition changes nothing.
/// </para>
/// </remarks>
[Alias("orleans.kafka.IEventReceiver")]
public interface IEventReceiver : IGrainWithStringKey, IKeyedReceiver
{
    /// <summary>
    /// Takes a batch. Returning acknowledges it: the effects of every event are durable and its outputs published. Throwing
    /// leaves the batch unacknowledged: it is delivered again after a backoff, and where the exception is permanent its events
    /// come one at a time until the failing one is found, which the topic's failure policy then decides on.
    /// </summary>
    /// <param name="batch">The events, in offset order.</param>
    // Far above the time after which the caller sends the batch again: an answer that is late by less than this still counts. The caller
    // has a copy of the batch until then.
    [Alias("Receive"), ResponseTimeout("00:10:00")]
    ValueTask<BatchOutcome> Receive(EventBatch batch);
}
