namespace Orleans.Streaming.Kafka;

/// <summary>
/// What becomes of an event that a subscriber's handler does not take within one delivery
/// (<see cref="Orleans.Configuration.StreamPullingAgentOptions.MaxEventDeliveryTime"/>, 1 minute by default, repeated with backoff all the while). No choice drops it.
/// </summary>
public enum StreamFailurePolicy
{
    /// <summary>Deliver it again, for as long as it takes; the stream's later events wait for this subscriber. The default.</summary>
    RetryForever = 0,

    /// <summary>Store the record in <c>&lt;topic&gt;.dlq</c>, then go on with the stream's next event.</summary>
    DeadLetter = 1,

    /// <summary>
    /// Stop the stream for this subscriber until it subscribes again or the partition is assigned again (a restart); the
    /// committed offset stays below the event and the group's status names the stream.
    /// </summary>
    HaltStream = 2,
}
