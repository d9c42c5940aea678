using Orleans.Streaming.Kafka;

namespace Platform.Gateway.Publishing;

/// <summary>An event Kafka has acknowledged.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="Record">Where it stands.</param>
internal sealed record SentEvent(string EventId, SentRecord Record);
