using System.Text.Json.Serialization.Metadata;

namespace Platform.Events;

/// <summary>One major version of an event type's payload, as it is read.</summary>
/// <param name="Json">Its fields.</param>
/// <param name="Upcast">Makes the newest version's payload of it; null where it is that one.</param>
internal sealed record PayloadVersion(JsonTypeInfo Json, Func<object, object>? Upcast);
