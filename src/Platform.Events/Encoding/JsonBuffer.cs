using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Events;

/// <summary>A JSON writer and its buffer per thread, used again for the next event.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The writer writes to memory and holds nothing but it.")]
internal sealed class JsonBuffer
{
    private const int InitialBytes = 1024;

    // One huge event must not hold its memory for as long as the thread lives.
    private const int KeptBytesMax = 64 * 1024;

    [ThreadStatic]
    private static JsonBuffer? _ofThread;

    private readonly ArrayBufferWriter<byte> _bytes = new(InitialBytes);
    private readonly Utf8JsonWriter _json;

    // The default encoder escapes all but ASCII against being put into HTML, which an event never is.
    private JsonBuffer() => _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        // Taken out while in use, so that a writer left in the middle by an exception is not used again.
        var buffer = _ofThread ?? new JsonBuffer();
        _ofThread = null;
        write(buffer._json, value);
        buffer._json.Flush();
        var written = buffer._bytes.WrittenSpan.ToArray();
        if (buffer._bytes.Capacity <= KeptBytesMax)
        {
            buffer._bytes.ResetWrittenCount();
            buffer._json.Reset();
            _ofThread = buffer;
        }

        return written;
    }
}
