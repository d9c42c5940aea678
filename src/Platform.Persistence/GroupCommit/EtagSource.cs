using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// Makes ETags that no other source makes, in this process or another: 64 random bits of its own, then a number. A random one for each row
/// would be a call of the operating system for each. Thread-safe.
/// </summary>
internal sealed class EtagSource
{
    private const int HalfLength = sizeof(long);

    private readonly byte[] _own = RandomNumberGenerator.GetBytes(HalfLength);
    private long _last;

    /// <summary>The next one; never the nil value.</summary>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[2 * HalfLength];
        _own.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[HalfLength..], Interlocked.Increment(ref _last));
        return new Guid(bytes, bigEndian: true);
    }
}
