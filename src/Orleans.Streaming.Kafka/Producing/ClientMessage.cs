using System.Text;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Turns our record into the client's. Pure.</summary>
internal static class ClientMessage
{
    /// <summary>Refuses records that are none.</summary>
    /// <exception cref="ArgumentException">One is null, or names no topic, or has a header without a name.</exception>
    public static void ThrowIfInvalid(IReadOnlyList<KafkaMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        for (var i = 0; i < messages.Count; i++)
        {
            if (Problem(messages[i]) is { } problem)
            {
                throw new ArgumentException($"Record {i} {problem}.", nameof(messages));
            }
        }
    }

    public static Message<byte[]?, byte[]?> Of(KafkaMessage message) => new()
    {
        Key = message.Key,
        Value = message.Value,
        Headers = HeadersOf(message.Headers),
        Timestamp = message.Timestamp is { } at ? new Timestamp(at) : Timestamp.Default,
    };

    /// <summary>The bytes of the key, the value and the headers.</summary>
    public static long SizeOf(KafkaMessage message)
    {
        long size = (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0);
        for (var i = 0; i < message.Headers.Count; i++)
        {
            size += Encoding.UTF8.GetByteCount(message.Headers[i].Key) + (message.Headers[i].Value?.Length ?? 0);
        }

        return size;
    }

    private static string? Problem(KafkaMessage? message)
    {
        if (string.IsNullOrWhiteSpace(message?.Topic))
        {
            return message is null ? "is null" : "names no topic";
        }

        if (message.Headers is null)
        {
            return "has null for headers";
        }

        for (var i = 0; i < message.Headers.Count; i++)
        {
            if (message.Headers[i].Key is null)
            {
                return $"has a header without a name, at {i}";
            }
        }

        return null;
    }

    private static Headers? HeadersOf(IReadOnlyList<KeyValuePair<string, byte[]?>> headers)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        var result = new Headers();
        for (var i = 0; i < headers.Count; i++)
        {
            result.Add(headers[i].Key, headers[i].Value);
        }

        return result;
    }
}
