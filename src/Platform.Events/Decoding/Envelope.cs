namespace Platform.Events;

/// <summary>What an envelope's own fields say; null where one says nothing. Of a bare payload, all of them say nothing.</summary>
internal struct Envelope
{
    public string? EventId;
    public string? Type;
    public string? Version;
    public DateTimeOffset? Timestamp;
    public string? CorrelationId;
    public string? TraceParent;
    public EventPayload? Payload;

    /// <summary>The major version as which the payload was read; 0 where there was none to read.</summary>
    public int PayloadMajor;
}
