using System.Globalization;
using System.Text;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// Writes the parts of a packed state. A text is written once: where it comes again, or is well known, its index stands for
/// it. A text that is a UUID takes 16 bytes. Owned by one packing.
/// </summary>
internal sealed class StateWriter : IDisposable
{
    private readonly MemoryStream _stream = new(512);
    private readonly BinaryWriter _writer;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly KnownTexts _known;

    public StateWriter(KnownTexts known)
    {
        _known = known;
        _writer = new BinaryWriter(_stream, Encoding.UTF8, leaveOpen: true);
    }

    public void Byte(byte value) => _writer.Write(value);

    /// <summary>A whole number that is rarely negative: 7 bits a byte, the sign first.</summary>
    public void Number(long value) => _writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));

    public void Id(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        _writer.Write(bytes);
    }

    public void Time(DateTimeOffset value)
    {
        Number(value.UtcTicks);
        Number((long)value.Offset.TotalMinutes);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        _writer.Write7BitEncodedInt(value.Length);
        _writer.Write(value);
    }

    /// <summary>0 is null, an odd number a place, 2 a UUID, any other even number the length of what follows.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            _writer.Write7BitEncodedInt64(0);
        }
        else if (_known.TryFind(value, out var place) || _places.TryGetValue(value, out place))
        {
            _writer.Write7BitEncodedInt64((place << 1) | 1);
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
        Bytes(format.WritePayload(@event.Payload));
    }

    public byte[] ToArray()
    {
        _writer.Flush();
        return _stream.ToArray();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream.Dispose();
    }

    private void Literal(string value)
    {
        // Only the one spelling that is read back the same.
        if (Guid.TryParseExact(value, "D", out var id) && string.Equals(id.ToString("D", CultureInfo.InvariantCulture), value, StringComparison.Ordinal))
        {
            _writer.Write7BitEncodedInt64(2);
            Id(id);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        _writer.Write7BitEncodedInt64((bytes.LongLength << 1) + 4);
        _writer.Write(bytes);
    }
}
