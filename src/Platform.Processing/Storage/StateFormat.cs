using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// How the application's own types are stored: by Orleans' serializer where they have one, else as JSON by the names of their
/// properties, which a rename of the type does not change. Thread-safe.
/// </summary>
/// <param name="serializer">Orleans' serializer.</param>
/// <param name="codecs">Which types it knows.</param>
/// <param name="catalog">The declared event types.</param>
/// <param name="knownTexts">Texts that take one byte (<see cref="ProcessingOptions.KnownTexts"/>).</param>
internal sealed class StateFormat(Serializer serializer, ICodecProvider codecs, EventCatalog catalog, IEnumerable<string> knownTexts)
{
    // No object that Orleans' serializer writes begins with it.
    private const byte JsonMark = 0;

    private static readonly JsonSerializerOptions StateJson = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentDictionary<Type, bool> _plain = new();
    private Func<Type, bool>? _hasNoSerializer;
    private readonly PayloadJson _payloads = new(catalog);

    /// <summary>Texts that take one byte.</summary>
    public KnownTexts Texts { get; } = new(knownTexts);

    /// <summary>Whether a type has no serializer of Orleans'.</summary>
    /// <param name="type">The type.</param>
    public bool IsPlain(Type type) => _plain.GetOrAdd(type, _hasNoSerializer ??= HasNoSerializer);

    /// <summary>Writes an entity's own state, or another value of the platform's.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value; null is nothing.</param>
    public void Write<T>(StateWriter writer, T? value)
        where T : class
    {
        if (value is null)
        {
            writer.Bytes([]);
        }
        else if (IsPlain(typeof(T)))
        {
            writer.Bytes([JsonMark, .. JsonSerializer.SerializeToUtf8Bytes(value, StateJson)]);
        }
        else
        {
            writer.Part((serializer, value), static (bytes, of) => of.serializer.Serialize(of.value, bytes));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">They are no value of that type.</exception>
    public T? Read<T>(byte[] bytes)
        where T : class => bytes switch
        {
            [] => null,
            [JsonMark, ..] => FromJson<T>(bytes.AsSpan(1)),
            _ => serializer.Deserialize<T>(bytes),
        };

    /// <summary>Writes an event's payload.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="payload">The payload.</param>
    public void WritePayload(StateWriter writer, object payload)
    {
        if (IsPlain(payload.GetType()))
        {
            writer.Bytes([JsonMark, .. _payloads.Write(payload)]);
        }
        else
        {
            writer.Part((serializer, payload), static (bytes, of) => of.serializer.Serialize(of.payload, bytes));
        }
    }

    /// <summary>Reads an event's payload.</summary>
    /// <param name="eventType">The event's type.</param>
    /// <param name="bytes">What <see cref="WritePayload"/> gave.</param>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public object ReadPayload(string eventType, byte[] bytes)
    {
        if (bytes is not [JsonMark, ..])
        {
            return serializer.Deserialize<object>(bytes) ?? throw new InvalidDataException("A payload is missing in a stored state.");
        }

        var type = catalog.Find(eventType) ?? throw new InvalidDataException($"A stored state holds an event of type {eventType}, which is not declared.");
        return _payloads.Read(bytes.AsSpan(1), type.PayloadType);
    }

    /// <summary>How many bytes an event takes in a state, at most: texts that are there already take fewer.</summary>
    /// <param name="event">The event.</param>
    public int SizeOf(Event @event)
    {
        using var writer = StateWriter.Begin(Texts);
        writer.Event(@event, this);
        return writer.Length;
    }

    private static T FromJson<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, StateJson) ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A stored {typeof(T).Name} can't be read: {e.Message}", e);
        }
    }

    private bool HasNoSerializer(Type type) => !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
        && (catalog.Find(type) is not null || codecs.TryGetCodec(type) is null);
}
