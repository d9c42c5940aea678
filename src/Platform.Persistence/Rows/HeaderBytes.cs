using System.Text;

namespace Platform.Persistence.Rows;

/// <summary>
/// Headers as one value: for each its name (length and UTF-8) and its bytes (length, 0 for none, else one more than there
/// are). Lengths are 7-bit encoded. Pure.
/// </summary>
internal static class HeaderBytes
{
    public static byte[] Write(KeyValuePair<string, byte[]?>[] headers)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach (var (name, value) in headers)
        {
            writer.Write(name);
            writer.Write7BitEncodedInt(value is null ? 0 : value.Length + 1);
            writer.Write(value ?? []);
        }

        writer.Flush();
        return stream.ToArray();
    }

    public static KeyValuePair<string, byte[]?>[] Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var headers = new List<KeyValuePair<string, byte[]?>>();
        while (stream.Position < stream.Length)
        {
            var name = reader.ReadString();
            var length = reader.Read7BitEncodedInt();
            headers.Add(new(name, length == 0 ? null : reader.ReadBytes(length - 1)));
        }

        return [.. headers];
    }
}
