namespace Platform.Hosting;

/// <summary>Kafka did not acknowledge an event, which therefore may or may not be stored.</summary>
/// <param name="topic">The topic it was for.</param>
/// <param name="innerException">What went wrong.</param>
public sealed class EventNotAcknowledgedException(string topic, Exception innerException)
    : Exception($"Kafka did not acknowledge an event for topic {topic}.", innerException)
{
    /// <summary>Whether a repeat is the same event whatever the request says.</summary>
    public bool KeepsItsId { get; init; }
}
