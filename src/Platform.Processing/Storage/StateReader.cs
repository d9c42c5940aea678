using System.Globalization;
using System.Text;
using Platform.Events;

namespace Platform.Processing;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Owned by one reading.</summary>
internal sealed class StateReader : IDisposable
{
    private readonly BinaryReader _reader;
    private readonly List<string> _texts = [];

    private readonly KnownTexts _known;

    public StateReader(byte[] packed, KnownTexts known) => (_known, _reader) = (known, new BinaryReader(new MemoryStream(packed), Encoding.UTF8));

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => _reader.BaseStream.Position == _reader.BaseStream.Length;

    public byte Byte() => _reader.ReadByte();

    public long Number()
    {
        var value = (ulong)_reader.Read7BitEncodedInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Count() => checked((int)Number());

    public Guid Id() => new(Exactly(16), bigEndian: true);

    public DateTimeOffset Time()
    {
        var ticks = Number();
        return new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(Number()));
    }

    public byte[] Bytes() => Exactly(_reader.Read7BitEncodedInt());

    public string? Text()
    {
        var tag = _reader.Read7BitEncodedInt64();
        if (tag == 0)
        {
            return null;
        }

        if ((tag & 1) == 1)
        {
            var place = (int)(tag >> 1);
            return place < KnownTexts.Reserved ? _known.At(place) : _texts[place - KnownTexts.Reserved];
        }

        var text = tag == 2 ? Id().ToString("D", CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(Exactly(checked((int)((tag - 4) >> 1))));
        _texts.Add(text);
        return text;
    }

    /// <summary>A text that is never null.</summary>
    public string RequiredText() => Text() ?? throw new InvalidDataException("A text is missing in a stored state.");

    public Event Event(StateFormat format)
    {
        var (id, type) = (RequiredText(), RequiredText());
        return new Event
        {
            Id = id,
            Type = type,
            Version = RequiredText(),
            Timestamp = Time(),
            CorrelationId = RequiredText(),
            TraceParent = Text(),
            Payload = format.ReadPayload(type, Bytes()),
        };
    }

    public void Dispose() => _reader.Dispose();

    private byte[] Exactly(int count)
    {
        var bytes = _reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException("A stored state ends early.");
    }
}
