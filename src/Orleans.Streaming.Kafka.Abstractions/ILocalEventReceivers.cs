namespace Orleans.Streaming.Kafka;

/// <summary>
/// Takes batches for grains that are active in this silo and can take one without a call. Optional: a provider finds it among the
/// silo's services, and offers it each batch first. Thread-safe.
/// </summary>
public interface ILocalEventReceivers
{
    /// <summary>Offers a batch. The rules of <see cref="IEventReceiver.Receive"/> hold for it as they do for a call.</summary>
    /// <param name="grain">The grain of the batch's entity.</param>
    /// <param name="batch">The events, in offset order.</param>
    /// <param name="callback">What says how it ended, where the batch is taken; good for this batch only.</param>
    /// <param name="isWhole">
    /// Whether this silo was assigned all partitions that the entity's events can be in. Where it was not, another silo has some of them,
    /// and only the grain brings both to one place.
    /// </param>
    /// <returns>
    /// True: the batch was taken; then exactly one member of the callback is called once, now or later, by any thread. False: it was
    /// not, and the grain is called. Must not throw, and must not wait.
    /// </returns>
    bool TryReceive(GrainId grain, EventBatch batch, IBatchCallback callback, bool isWhole);

    /// <summary>
    /// Partitions have come to this silo, before the first of their records is delivered: what is kept here of their grains may have
    /// been changed by another silo. Must not throw, and must be short: it runs within the rebalance.
    /// </summary>
    /// <param name="isStateLost">Whether the database has lost what was written last: nothing that is kept here counts.</param>
    void PartitionsAssigned(bool isStateLost);

    /// <summary>
    /// No further batch is offered before some that were taken have ended: what waits is to be done now. Called again and again while that
    /// lasts. Must not throw, and must not wait.
    /// </summary>
    void MakeRoom();

    /// <summary>
    /// A partition is handed over, or delivery stops: what waits is to be done now, and for the next seconds nothing is to wait. Must not throw, and
    /// must not wait.
    /// </summary>
    void Flush();
}
