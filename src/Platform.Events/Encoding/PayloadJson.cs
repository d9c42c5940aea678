using System.Text.Json;

namespace Platform.Events;

/// <summary>Payloads, and other plain records, as UTF-8 JSON, for those that have no serializer of Orleans'. Thread-safe.</summary>
/// <param name="catalog">The declared event types.</param>
public sealed class PayloadJson(EventCatalog catalog)
{
    /// <summary>Writes a value as its own type.</summary>
    /// <param name="value">The value.</param>
    public byte[] Write(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return JsonSerializer.SerializeToUtf8Bytes(value, catalog.Options.GetTypeInfo(value.GetType()));
    }

    /// <summary>Reads a value.</summary>
    /// <param name="json">What <see cref="Write"/> gave.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="InvalidDataException">It is no JSON of that type.</exception>
    public object Read(ReadOnlySpan<byte> json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, catalog.Options.GetTypeInfo(type)) ?? throw new InvalidDataException($"A stored {type.Name} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A stored {type.Name} can't be read: {e.Message}", e);
        }
    }
}
