namespace Orleans.Streaming.Kafka;

/// <summary>A pending record with the event it was decoded to.</summary>
internal readonly record struct DispatchedEvent(PendingRecord Pending, ReceivedEvent Event);
