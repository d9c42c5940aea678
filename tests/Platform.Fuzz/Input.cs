using System.Text;

namespace Platform.Fuzz;

/// <summary>Makes one input of random pieces that mean something to those who read it. Owned by one run.</summary>
/// <param name="seed">Decides all of it.</param>
internal sealed class Input(int seed)
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\ud800", "\\u0041", "\\udc00", "\\u0000", "\uFEFF", "null", "true", "-", "0", "1e999999999", "1.5", "E-3",
        "\"eventType\"", "\"payload\"", "\"eventId\"", "\"eventVersion\"", "\"timestamp\"", "\"correlationId\"", "\"metadata\"", "\"traceparent\"",
        "\"orderId\"", "\"userId\"", "\"amount\"", "\"items\"", "\"sku\"", "\"productId\"", "\"quantity\"", "\"price\"", "\"unitPrice\"", "\"discount\"", "\"status\"",
        "\"createdAt\"", "\"kind\"", "\"what\"", "\"paid\"", "\"text\"", "\"order.created\"", "\"1.0\"", "\"2.0\"", "\"2026-01-01T00:00:00Z\"",
        "\"00000000-0000-0000-0000-000000000000\"", "79228162514264337593543950335", "0.0000000000000000000000000001", "\"pending\"", "[[[[[[[[[[[[[[[[[[",
    ];

    private static readonly string[] Words =
    [
        "", " ", ".", "..", "/", "%2F", "%", "%00", "\0", "\n", "\r\n", "\u001b[31m", "\u0085", "\u2028", "\ud800", "é", "漢", "😀", "order", "o-1", "-1", "0", "1", "1000", "1001",
        "9223372036854775807", "9223372036854775808", "99999999999999999999", "1/2", "a/b/c", "0/0", "2026-01-01", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
        "orders.created", "orders.created.dlq", "output-refused", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "true", "null", "';--", "<script>",
    ];

    private readonly Random _random = new(seed);

    /// <summary>How many bytes it has so far.</summary>
    public int Length { get; private set; }

    /// <summary>A number below a limit.</summary>
    public int Below(int limit) => _random.Next(limit);

    /// <summary>One of some values.</summary>
    public T OneOf<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    /// <summary>A text: words, half of them broken, sometimes long.</summary>
    public string Text()
    {
        var text = _random.Next(40) == 0 ? new string((char)_random.Next(0x20, 0x3000), _random.Next(5_000)) : string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => OneOf(Words)));
        Length += text.Length;
        return text;
    }

    /// <summary>Bytes that are nearly JSON: a sample that is edited, pieces, or noise.</summary>
    /// <param name="samples">What to edit.</param>
    public byte[] Json(IReadOnlyList<byte[]> samples)
    {
        var bytes = _random.Next(8) switch
        {
            0 => Noise(),
            <= 3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, _random.Next(40)).Select(_ => OneOf(Pieces)))),
            _ => Edited(OneOf(samples)),
        };
        bytes = _random.Next(1_000) == 0 ? Repeated(bytes) : bytes;
        Length += bytes.Length;
        return bytes;
    }

    private byte[] Noise()
    {
        var noise = new byte[_random.Next(64)];
        _random.NextBytes(noise);
        return noise;
    }

    // Up to a hundred thousand bytes.
    private static byte[] Repeated(byte[] bytes) => [.. Enumerable.Repeat(bytes, Math.Min(2_000, 100_000 / (bytes.Length + 1))).SelectMany(part => part)];

    private byte[] Edited(byte[] sample)
    {
        var bytes = sample;
        for (var edits = _random.Next(6); edits > 0 && bytes.Length > 0; edits--)
        {
            var at = _random.Next(bytes.Length);
            var end = Math.Min(bytes.Length, at + _random.Next(40));
            bytes = _random.Next(5) switch
            {
                0 => [.. bytes[..at], (byte)_random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[end..]],
                2 => [.. bytes[..end], .. bytes[at..]],
                3 => [.. bytes[..at], .. Encoding.UTF8.GetBytes(OneOf(Pieces)), .. bytes[at..]],
                _ => [.. bytes[..at], (byte)_random.Next(256), .. bytes[at..]],
            };
        }

        return bytes;
    }
}
