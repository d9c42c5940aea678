namespace Orleans.Streaming.Kafka;

/// <summary>What a dispatcher sets in motion: the calls to an entity's grain and the end of its records. Thread-safe.</summary>
internal interface IEntityDelivery
{
    /// <summary>Calls the entity's grain.</summary>
    ValueTask<BatchOutcome> CallAsync(string entity, DispatchedEvent[] batch);

    /// <summary>Ends a batch: dead letters for what was rejected, then all of it is finished. Completes at once where nothing was rejected.</summary>
    /// <exception cref="OperationCanceledException">The partition ended first.</exception>
    ValueTask CompleteAsync(string entity, DispatchedEvent[] batch, BatchOutcome outcome, int attempts);

    /// <summary>Ends an event that failed for good: a dead letter, then it is finished.</summary>
    /// <exception cref="OperationCanceledException">The partition ended first.</exception>
    ValueTask DeadLetterAsync(string entity, DispatchedEvent failed, Exception error, int attempts);

    /// <summary>A call failed.</summary>
    void CallFailed();
}
