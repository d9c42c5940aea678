using System.Security.Cryptography;
using System.Text;

namespace Platform.Events;

/// <summary>UUIDs of version 5: the same name in the same namespace always gives the same one (RFC 9562, section 5.5).</summary>
public static class DeterministicGuid
{
    private const int GuidLength = 16;
    private const int StackLengthMax = 512;

    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The UUID of a text, by its UTF-8 bytes.</summary>
    /// <param name="namespaceId">The namespace.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name has half a surrogate pair, which has no bytes.</exception>
    public static Guid Create(Guid namespaceId, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Create(namespaceId, BytesOf(name));
    }

    /// <summary>The UUID of a name.</summary>
    /// <param name="namespaceId">The namespace.</param>
    /// <param name="name">The name.</param>
    public static Guid Create(Guid namespaceId, ReadOnlySpan<byte> name)
    {
        var length = GuidLength + name.Length;
        var input = length <= StackLengthMax ? stackalloc byte[length] : new byte[length];
        namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[GuidLength..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC prescribes SHA-1 for version 5; nothing here is a secret or a proof.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..GuidLength], bigEndian: true);
    }

    /// <summary>A text's UTF-8 bytes; two texts never have the same ones.</summary>
    internal static byte[] BytesOf(string text) => Utf8.GetBytes(text);
}
