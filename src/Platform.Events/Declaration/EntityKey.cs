using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace Platform.Events;

/// <summary>Names the entity an event belongs to. The payload names it, never the record key. Thread-safe.</summary>
public sealed class EntityKey
{
    private readonly Func<object, string?> _read;

    private EntityKey(Func<object, string?> read, IReadOnlyList<string>? path)
    {
        _read = read;
        Path = path;
    }

    /// <summary>The names of the JSON fields that lead to the key, by which it is found in content that can't be read; null where it is no field.</summary>
    public IReadOnlyList<string>? Path { get; }

    /// <summary>The key in a payload, or null where it names no entity.</summary>
    /// <param name="payload">A payload of the key's type.</param>
    public string? Of(object payload) => _read(payload);

    /// <summary>A key of a payload type.</summary>
    /// <typeparam name="TPayload">The payload type.</typeparam>
    /// <param name="key">
    /// Reads it. Where it is a field (<c>r => r.MeterId</c>), events whose other fields are bad are still known to be that entity's, and
    /// quarantine it; where it is computed, they are lone dead letters.
    /// </param>
    /// <param name="options">How payloads are written.</param>
    internal static EntityKey Of<TPayload>(Expression<Func<TPayload, string?>> key, JsonSerializerOptions options)
        where TPayload : class
    {
        var read = key.Compile();
        return new EntityKey(payload => read((TPayload)payload), MembersOf(key.Body) is { } members ? PathOf(members, options) : null);
    }

    /// <summary>The member that is the key, where it is a member of the payload itself; else null.</summary>
    /// <param name="key">Reads it.</param>
    internal static MemberInfo? MemberOf(LambdaExpression key) => MembersOf(key.Body) is [var member] ? member : null;

    // The members from the payload down to the key; null where it is more than members.
    private static List<MemberInfo>? MembersOf(Expression body)
    {
        var members = new List<MemberInfo>();
        while (body is MemberExpression { Expression: { } owner } access)
        {
            members.Insert(0, access.Member);
            body = owner;
        }

        return body is ParameterExpression && members.Count > 0 ? members : null;
    }

    private static List<string>? PathOf(List<MemberInfo> members, JsonSerializerOptions options)
    {
        var path = new List<string>();
        foreach (var member in members)
        {
            var fields = options.GetTypeInfo(member.DeclaringType!).Properties;
            if (fields.FirstOrDefault(field => field.AttributeProvider is MemberInfo own && own.Name == member.Name) is not { } found)
            {
                return null;
            }

            path.Add(found.Name);
        }

        return path;
    }
}
