using System.Text;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Carries Orleans' request context of a stream's producer to its subscribers in record headers, one for each entry: strings as UTF-8, which other
/// programs read and write; anything else as Orleans' serializer writes it, under another prefix. Thread-safe.
/// </summary>
internal sealed class StreamContextHeaders(Serializer serializer)
{
    /// <summary>How many bytes the names and values of all entries have together.</summary>
    public const int BytesMax = 16 * 1024;

    private const string Prefix = "orleans-context-";
    private const string ValuePrefix = "orleans-value-";

    // Orleans' own entries, which belong to one call.
    private const char OwnPrefix = '#';

    /// <summary>The headers of a context.</summary>
    /// <exception cref="KafkaStreamException">It is larger than <see cref="BytesMax"/>, or an entry's value has no Orleans serializer. Not transient.</exception>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Write(Dictionary<string, object>? context)
    {
        if (context is null)
        {
            return [];
        }

        var headers = context.Where(entry => entry.Value is not null && !entry.Key.StartsWith(OwnPrefix)).Select(Write).ToList();
        var bytes = headers.Sum(header => Encoding.UTF8.GetByteCount(header.Key) + header.Value!.Length);
        return bytes <= BytesMax
            ? headers
            : throw new KafkaStreamException($"The request context has {bytes:N0} bytes, more than the {BytesMax:N0} that records carry; its largest entry is \"{headers.MaxBy(header => header.Value!.Length).Key}\". Nothing was sent.", isTransient: false);
    }

    /// <summary>Whether two records carry the same.</summary>
    public static bool AreSame(IReadOnlyList<KeyValuePair<string, byte[]?>> left, IReadOnlyList<KeyValuePair<string, byte[]?>> right) =>
        Read(left).SequenceEqual(Read(right)) && ValuesOf(left).SequenceEqual(ValuesOf(right), ValueComparer.Instance);

    /// <summary>The entries that are strings.</summary>
    public static KeyValuePair<string, string>[] Read(IReadOnlyList<KeyValuePair<string, byte[]?>> headers)
    {
        List<KeyValuePair<string, string>>? context = null;
        foreach (var (name, value) in headers)
        {
            if (value is not null && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                (context ??= []).Add(new KeyValuePair<string, string>(name[Prefix.Length..], Encoding.UTF8.GetString(value)));
            }
        }

        return context is null ? [] : [.. context];
    }

    /// <summary>The entries that are none.</summary>
    /// <param name="headers">The record's headers.</param>
    /// <param name="problem">Why some are left out, or null: any producer can write such headers.</param>
    public KeyValuePair<string, object>[] ReadValues(IReadOnlyList<KeyValuePair<string, byte[]?>> headers, out string? problem)
    {
        problem = null;
        List<KeyValuePair<string, object>>? values = null;
        var bytes = 0;
        foreach (var (name, value) in ValuesOf(headers))
        {
            bytes += name.Length + value!.Length;
            if (bytes > BytesMax)
            {
                problem = $"the entries have more than {BytesMax:N0} bytes";
                break;
            }

            try
            {
                if (serializer.Deserialize<object>(value) is { } read)
                {
                    (values ??= []).Add(new KeyValuePair<string, object>(name[ValuePrefix.Length..], read));
                }
            }
            catch (Exception e)
            {
                // Foreign bytes fail in ways of every kind; and a type that only the producer knows is no reason to keep the event back.
                problem = $"\"{name}\" can't be read: {e.GetType().Name}: {e.Message}";
            }
        }

        return values is null ? [] : [.. values];
    }

    private static IEnumerable<KeyValuePair<string, byte[]?>> ValuesOf(IReadOnlyList<KeyValuePair<string, byte[]?>> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Value is not null && headers[i].Key.StartsWith(ValuePrefix, StringComparison.Ordinal))
            {
                yield return headers[i];
            }
        }
    }

    private KeyValuePair<string, byte[]?> Write(KeyValuePair<string, object> entry)
    {
        if (entry.Value is string text)
        {
            return new(Prefix + entry.Key, Encoding.UTF8.GetBytes(text));
        }

        try
        {
            return new(ValuePrefix + entry.Key, serializer.SerializeToArray(entry.Value));
        }
        catch (CodecNotFoundException e)
        {
            throw new KafkaStreamException($"The request context's entry \"{entry.Key}\" can't be carried: Orleans has no serializer for {entry.Value.GetType().FullName}. Mark it with [GenerateSerializer], or leave it out. Nothing was sent.", isTransient: false, e);
        }
    }

    private sealed class ValueComparer : IEqualityComparer<KeyValuePair<string, byte[]?>>
    {
        public static readonly ValueComparer Instance = new();

        public bool Equals(KeyValuePair<string, byte[]?> x, KeyValuePair<string, byte[]?> y) => x.Key == y.Key && x.Value.AsSpan().SequenceEqual(y.Value);

        public int GetHashCode(KeyValuePair<string, byte[]?> obj) => obj.Key.GetHashCode(StringComparison.Ordinal);
    }
}
