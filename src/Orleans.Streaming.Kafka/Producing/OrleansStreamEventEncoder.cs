using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes events with Orleans' serializer: with their own type, whatever the stream's is. Thread-safe.</summary>
internal sealed class OrleansStreamEventEncoder(Serializer serializer) : IStreamEventEncoder
{
    /// <inheritdoc/>
    /// <exception cref="CodecNotFoundException">A type has no serializer.</exception>
    public byte[] Encode<T>(T value) => serializer.SerializeToArray<object>(value!);
}
