using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>Gives a subscriber the decoded value as the type it subscribed with. Pure.</summary>
internal static class StreamEventValue
{
    /// <summary>The value as <typeparamref name="T"/>, or null where a typed decoder made something else of the record: no event of this subscriber's.</summary>
    /// <exception cref="JsonException">The bytes are no JSON of a <typeparamref name="T"/>.</exception>
    public static Some<T>? As<T>(object value) => value switch
    {
        T typed => new Some<T>(typed),
        byte[] bytes when typeof(T) == typeof(string) => new Some<T>((T)(object)Encoding.UTF8.GetString(bytes)),
        byte[] bytes => new Some<T>(FromJson<T>(bytes)),
        _ => null,
    };

    /// <summary>As above, also as a <see cref="KafkaEvent{T}"/>.</summary>
    public static Some<T>? As<T>(object value, StreamEventMetadata metadata, StreamId stream, RecordPosition position) =>
        KafkaEventForm<T>.Instance is { } form ? form.Read(value, metadata, stream, position) : As<T>(value);

    [return: NotNull]
    private static T FromJson<T>(byte[] bytes) =>
        JsonSerializer.Deserialize<T>(bytes, JsonSerializerOptions.Web)
        ?? throw new JsonException($"The record is a JSON null, no {typeof(T).Name}.");

    /// <summary>A value that is there, whatever its type.</summary>
    internal readonly record struct Some<T>(T Value);
}
