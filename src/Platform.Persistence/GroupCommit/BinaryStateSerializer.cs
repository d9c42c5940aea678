using System.Buffers;
using Orleans.Serialization;
using Orleans.Storage;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// States in the form of <see cref="OrleansGrainStorageSerializer"/>, the same bytes, in a buffer that a thread uses again: that one begins with an empty
/// one, which grows several times with each state. Thread-safe.
/// </summary>
internal sealed class BinaryStateSerializer(Serializer serializer) : IGrainStorageSerializer
{
    private const int InitialBytes = 1_024;

    // One huge state must not hold its memory for as long as the thread lives.
    private const int KeptBytesMax = 64 << 10;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _ofThread;

    /// <inheritdoc />
    public BinaryData Serialize<T>(T? input)
    {
        // Taken out while in use, so that one left in the middle by an exception is not used again.
        var buffer = _ofThread ?? new ArrayBufferWriter<byte>(InitialBytes);
        _ofThread = null;
        serializer.Serialize(input, buffer);
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptBytesMax)
        {
            buffer.ResetWrittenCount();
            _ofThread = buffer;
        }

        return new BinaryData(bytes);
    }

    /// <inheritdoc />
    public T? Deserialize<T>(BinaryData input) => serializer.Deserialize<T>(input.ToMemory());
}
