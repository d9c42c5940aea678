namespace Platform.Events;

/// <summary>Which event type belongs to which topic: each topic carries exactly one.</summary>
public static class EventTopics
{
    /// <summary>The only event type of a topic, or null where the topic is none of <see cref="Topics"/>.</summary>
    /// <param name="topic">The topic's name.</param>
    public static string? TypeOf(string topic) => EventShapes.OfTopic(topic)?.Type;

    /// <summary>The topic of an event type, or null where the type is none of <see cref="EventTypes"/>.</summary>
    /// <param name="type">The event type.</param>
    public static string? TopicOf(string type) => EventShapes.OfType(type)?.Topic;
}
