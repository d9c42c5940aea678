using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Writes JSON (<see cref="JsonSerializerOptions.Web"/>) from which the same value can be read again, and says where that can't be: a member
/// that JSON leaves out or nothing sets, a type that JSON does not carry. A type is looked at once, with all that its members may hold by
/// their declaration; that a value has no other type than the declared one is checked as it is written. Thread-safe.
/// </summary>
internal static class JsonContract
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireDeclaredType } },
    };

    private static readonly ConcurrentDictionary<Type, string?> Losses = new();

    /// <summary>Writes a value.</summary>
    /// <exception cref="NotSupportedException">What would be read is another value.</exception>
    public static byte[] Write<T>(T value)
    {
        if (Losses.GetOrAdd(typeof(T), static type => new JsonContractWalk(Options).LossOf(type)) is { } loss)
        {
            throw new NotSupportedException(loss);
        }

        return JsonSerializer.SerializeToUtf8Bytes(value, Options);
    }

    // Called by the serializer with each object, before it writes the members of the declared type, and only those.
    private static void RequireDeclaredType(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Type.IsSealed)
        {
            return;
        }

        var declared = info.Type;
        info.OnSerializing = (Action<object>)(value =>
        {
            if (value.GetType() != declared)
            {
                throw new NotSupportedException($"{JsonContractWalk.NameOf(value.GetType())} is declared as {JsonContractWalk.NameOf(declared)}, and JSON does not carry the type (unless [JsonDerivedType] names it).");
            }
        }) + info.OnSerializing;
    }
}
