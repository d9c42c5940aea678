using System.Reflection;
using System.Text.Json;

namespace Platform.Events;

/// <summary>An event type as it was declared, before its JSON is known.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Name">The type's name.</param>
/// <param name="PayloadType">The payload that rules see.</param>
/// <param name="ReadTypes">The payload types of all versions.</param>
/// <param name="KeyMember">The payload's member that is the entity key, or null.</param>
/// <param name="Build">Makes the type.</param>
internal sealed record EventTypeDeclaration(
    string Topic, string Name, Type PayloadType, IReadOnlyCollection<Type> ReadTypes, MemberInfo? KeyMember, Func<JsonSerializerOptions, EventType> Build);
