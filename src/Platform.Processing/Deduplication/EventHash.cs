using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Processing;

/// <summary>16 bytes that stand for an event's type and id.</summary>
internal static class EventHash
{
    private const int StackLimit = 1_024;

    /// <summary>Hashes type and id; ids are unique per type only.</summary>
    /// <remarks>Ids come from outside: a hash that can be steered would let one producer hide another's events.</remarks>
    /// <param name="type">The event type.</param>
    /// <param name="id">The event id.</param>
    public static UInt128 Of(string type, string id)
    {
        var length = Encoding.UTF8.GetMaxByteCount(type.Length + id.Length + 1);
        var text = length <= StackLimit ? stackalloc byte[length] : new byte[length];
        var written = Encoding.UTF8.GetBytes(type, text);
        text[written++] = 0;
        written += Encoding.UTF8.GetBytes(id, text[written..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..written], hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
