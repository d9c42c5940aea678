using Orleans.Streaming.Kafka;

namespace Platform.Hosting;

/// <summary>Says what is wrong with an entity id in a request, and what would be right.</summary>
internal static class IdRules
{
    /// <summary>The error, to be shown under a field's name, or null where the id is good.</summary>
    public static string? Problem(string id) => EntityId.Check(id) is { } error
        ? $"The id {error}; it must be 1 to {EntityId.BytesMax} bytes of text in UTF-8, not blank, without control characters, and neither . nor .. ."
        : null;
}
