using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Hosting.Idempotency;

/// <summary>What a body says, in 32 bytes: the order of fields, blanks between them, and fields that are null make no difference. Pure.</summary>
internal static class RequestFingerprint
{
    /// <summary>The fingerprint of a body.</summary>
    /// <param name="body">The body, or null.</param>
    public static byte[] Of(JsonDocument? body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true }))
        {
            if (body is not null)
            {
                Write(json, body.RootElement);
            }
        }

        return SHA256.HashData(bytes.WrittenSpan);
    }

    // As deep as a body may be nested.
    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(field.Name);
                    Write(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    Write(json, element);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }
}
