namespace Orleans.Streaming.Kafka;

/// <summary>How the delivery of one partition fares at a moment.</summary>
/// <param name="SlowCalls">How many calls are in flight for longer than a call should be.</param>
/// <param name="OldestCall">How long the longest running call has been in flight; zero where there is none.</param>
/// <param name="OldestEntity">Whose call that is, or null.</param>
/// <param name="Failing">How many entities wait for a failed call to be repeated.</param>
/// <param name="Held">How many entities get no further event.</param>
/// <param name="HeldReason">Why the first of them does not, or null.</param>
/// <param name="DeadLettersPending">How many records wait for their dead letter to be stored.</param>
internal readonly record struct DeliveryCondition(
    int SlowCalls,
    TimeSpan OldestCall,
    string? OldestEntity,
    int Failing,
    int Held,
    string? HeldReason,
    int DeadLettersPending);
