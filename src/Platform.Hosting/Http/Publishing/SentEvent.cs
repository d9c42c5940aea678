using Orleans.Streaming.Kafka;

namespace Platform.Hosting;

/// <summary>An event Kafka has acknowledged.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="Record">Where it is.</param>
public sealed record SentEvent(string EventId, SentRecord Record);
