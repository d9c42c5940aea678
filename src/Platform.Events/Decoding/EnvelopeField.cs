namespace Platform.Events;

/// <summary>The names that mean something in an envelope. Their numbers are bits of the set of those that occurred.</summary>
[Flags]
internal enum EnvelopeField
{
    None = 0,
    EventId = 1,
    EventType = 2,
    EventVersion = 4,
    Timestamp = 8,
    CorrelationId = 16,
    Payload = 32,
    Metadata = 64,
}
