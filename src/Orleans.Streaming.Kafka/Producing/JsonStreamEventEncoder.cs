using System.Text;
using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>The default encoder: <c>byte[]</c> is the value as it is, a string is UTF-8, anything else JSON (<see cref="JsonSerializerOptions.Web"/>). Pure.</summary>
internal sealed class JsonStreamEventEncoder : IStreamEventEncoder
{
    public byte[] Encode<T>(T value) => value switch
    {
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web),
    };
}
