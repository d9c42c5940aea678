using System.Text;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

/// <summary>Writes in capitals.</summary>
public sealed class ShoutingEncoder : IStreamEventEncoder
{
    public byte[] Encode<T>(T value) => Encoding.UTF8.GetBytes($"{value}".ToUpperInvariant());
}
