namespace Orleans.Streaming.Kafka;

/// <summary>
/// As <see cref="IEventReceiver"/>, for a grain that wants to know when what it does is for nothing: its calls have a token.
/// </summary>
/// <remarks>
/// The grain's interface extends this and one of Orleans' interfaces for keys: <see cref="IGrainWithStringKey"/>, <see cref="IGrainWithGuidKey"/>,
/// <see cref="IGrainWithIntegerKey"/>, <see cref="IGrainWithGuidCompoundKey"/> or <see cref="IGrainWithIntegerCompoundKey"/>.
/// </remarks>
[Alias("orleans.kafka.ICancellableEventReceiver")]
public interface ICancellableEventReceiver : IGrain, IKeyedReceiver
{
    /// <summary>Takes a batch, by the rules of <see cref="IEventReceiver.Receive"/>.</summary>
    /// <param name="batch">The events, in offset order.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the assignment of the batch's partition has ended with the call in flight: the partition was revoked and its drain is over
    /// (<c>DrainTimeout</c>), it was lost, or the silo that reads it stops. Nothing waits for the outcome by then; the batch is delivered again by
    /// whoever is assigned the partition next, whether this call throws or returns. A silo that is killed cancels nothing.
    /// </param>
    // As that of IEventReceiver.
    [Alias("Receive"), ResponseTimeout("00:10:00")]
    ValueTask<BatchOutcome> Receive(EventBatch batch, CancellationToken cancellationToken);
}
