namespace Orleans.Streaming.Kafka;

/// <summary>What a dispatcher sets in motion: the calls to an entity's grain and the end of its records. Thread-safe.</summary>
internal interface IEntityDelivery
{
    /// <summary>Gives a batch to the entity's grain: without a call where it is active in this silo and takes the batch, or else by a call.</summary>
    /// <param name="queue">The entity's queue, which is the callback of a batch that is taken.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="call">The call, where one was made.</param>
    /// <returns>Whether the batch was taken without a call; it may have ended by then.</returns>
    bool Deliver(EntityQueue queue, DispatchedEvent[] batch, out ValueTask<BatchOutcome> call);

    /// <summary>Sends a batch once more, whose call has no answer.</summary>
    ValueTask<BatchOutcome> CallAsync(string entity, DispatchedEvent[] batch);

    /// <summary>Ends a batch: dead letters for what was rejected, then all of it is finished. Completes at once where nothing was rejected.</summary>
    /// <exception cref="OperationCanceledException">The partition ended first.</exception>
    ValueTask CompleteAsync(string entity, DispatchedEvent[] batch, BatchOutcome outcome, int attempts);

    /// <summary>Ends an event that failed for good: a dead letter, then it is finished.</summary>
    /// <exception cref="OperationCanceledException">The partition ended first.</exception>
    ValueTask DeadLetterAsync(string entity, DispatchedEvent failed, Exception error, int attempts);

    /// <summary>A batch is to be sent again: its call failed, or has no answer.</summary>
    void CallRepeated();
}
