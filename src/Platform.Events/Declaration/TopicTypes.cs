namespace Platform.Events;

/// <summary>The event types that one topic carries.</summary>
/// <param name="All">The types.</param>
internal sealed record TopicTypes(IReadOnlyList<EventType> All)
{
    /// <summary>Their names, for errors.</summary>
    public string Names { get; } = string.Join(", ", All.Select(type => type.Name));

    /// <summary>The type with a name's UTF-8 bytes, or null.</summary>
    public EventType? Find(ReadOnlySpan<byte> name)
    {
        foreach (var type in All)
        {
            if (name.SequenceEqual(type.NameBytes))
            {
                return type;
            }
        }

        return null;
    }
}
