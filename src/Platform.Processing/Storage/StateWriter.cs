using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// Writes the parts of a packed state. A text is written once: where it comes again, or is well known, its index stands for
/// it. A text that is a UUID takes 16 bytes. Owned by one packing; a thread uses its own again.
/// </summary>
internal sealed class StateWriter : IDisposable
{
    private const int InitialBytes = 1_024;

    // One huge state must not hold its memory for as long as the thread lives.
    private const int KeptBytesMax = 64 << 10;
    private const int KeptTextsMax = 64;
    private const int NumberBytesMax = 10;

    [ThreadStatic]
    private static StateWriter? _ofThread;

    private readonly ArrayBufferWriter<byte> _bytes = new(InitialBytes);
    private readonly ArrayBufferWriter<byte> _part = new(InitialBytes);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private KnownTexts _known;

    private StateWriter(KnownTexts known) => _known = known;

    /// <summary>Begins a packing.</summary>
    /// <param name="known">Texts that take one byte.</param>
    public static StateWriter Begin(KnownTexts known)
    {
        // Taken out while in use, so that one left in the middle by an exception is not used again.
        var writer = _ofThread ?? new StateWriter(known);
        (_ofThread, writer._known) = (null, known);
        return writer;
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    /// <summary>A whole number that is rarely negative: 7 bits a byte, the sign first.</summary>
    public void Number(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Id(Guid value)
    {
        value.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out var written);
        _bytes.Advance(written);
    }

    public void Time(DateTimeOffset value)
    {
        Number(value.UtcTicks);
        Number((long)value.Offset.TotalMinutes);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        _bytes.Write(value);
    }

    /// <summary>What an action writes, as <see cref="Bytes"/>.</summary>
    /// <typeparam name="T">Its value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="write">Writes it.</param>
    public void Part<T>(T value, Action<IBufferWriter<byte>, T> write)
    {
        _part.ResetWrittenCount();
        write(_part, value);
        Bytes(_part.WrittenSpan);
    }

    /// <summary>0 is null, an odd number a place, 2 a UUID, any other even number the length of what follows.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Unsigned(0);
        }
        else if (_known.TryFind(value, out var place) || _places.TryGetValue(value, out place))
        {
            Unsigned(((ulong)place << 1) | 1);
        }
        else
        {
            _places.Add(value, KnownTexts.Reserved + _places.Count);
            Literal(value);
        }
    }

    public void Event(Event @event, StateFormat format)
    {
        Text(@event.Id);
        Text(@event.Type);
        Text(@event.Version);
        Time(@event.Timestamp);
        Text(@event.CorrelationId);
        Text(@event.TraceParent);
        format.WritePayload(this, @event.Payload);
    }

    /// <summary>How many bytes there are so far.</summary>
    public int Length => _bytes.WrittenCount;

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>Ends the packing.</summary>
    public void Dispose()
    {
        if (_bytes.Capacity <= KeptBytesMax && _part.Capacity <= KeptBytesMax && _places.Count <= KeptTextsMax)
        {
            _bytes.ResetWrittenCount();
            _places.Clear();
            _ofThread = this;
        }
    }

    private void Literal(string value)
    {
        // Only the one spelling that is read back the same.
        if (IsCanonical(value, out var id))
        {
            Unsigned(2);
            Id(id);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned(((ulong)length << 1) + 4);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
    }

    [SuppressMessage("Globalization", "CA1305:Specify IFormatProvider", Justification = "A UUID has no culture.")]
    private static bool IsCanonical(string value, out Guid id)
    {
        Span<char> text = stackalloc char[36];
        return Guid.TryParseExact(value, "D", out id) && id.TryFormat(text, out var length, "D") && value.AsSpan().SequenceEqual(text[..length]);
    }

    private void Unsigned(ulong value)
    {
        var span = _bytes.GetSpan(NumberBytesMax);
        var length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
