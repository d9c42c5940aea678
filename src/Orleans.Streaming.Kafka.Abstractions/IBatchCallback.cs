namespace Orleans.Streaming.Kafka;

/// <summary>
/// Says how a batch ended that <see cref="ILocalEventReceivers"/> took: one member is called, once, by any thread. Both return soon: they
/// deliver nothing themselves. Thread-safe.
/// </summary>
public interface IBatchCallback
{
    /// <summary>The batch is done, as if the call had returned: every event is durable in its effects, was a repeat, or is rejected.</summary>
    /// <param name="outcome">What the call would have returned.</param>
    void Completed(BatchOutcome outcome);

    /// <summary>The batch is not done, as if the call had thrown: it is delivered again, or its failing event found.</summary>
    /// <param name="exception">What the call would have thrown.</param>
    void Failed(Exception exception);
}
