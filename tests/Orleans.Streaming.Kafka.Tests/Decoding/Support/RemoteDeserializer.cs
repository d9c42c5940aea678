using System.Net;
using System.Text;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>A deserializer that asks a server for each value, which may be away. Thread-safe.</summary>
internal sealed class RemoteDeserializer : IAsyncDeserializer<string>
{
    private volatile bool _isAway;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    public async Task<string> DeserializeAsync(ReadOnlyMemory<byte> data, bool isNull, SerializationContext context)
    {
        var text = Encoding.UTF8.GetString(data.Span);
        await Task.Delay(TimeSpan.FromMilliseconds(text.Length % 3), TimeProvider.System);
        return text switch
        {
            _ when IsAway => throw new HttpRequestException("the registry is away"),
            "unknown schema" => throw new HttpRequestException("no such schema", inner: null, HttpStatusCode.NotFound),
            "bad" => throw new InvalidDataException("no magic byte"),
            _ => text,
        };
    }
}
