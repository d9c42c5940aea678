using System.Runtime.CompilerServices;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Reads from the client under which epoch the coordinator last took it for a member (KIP-848).</summary>
/// <remarks>
/// The client offers it only inside what a transactional producer hands on: <c>CGMDv2:</c>, the epoch in the machine's byte
/// order, group and member (librdkafka, <c>rd_kafka_consumer_group_metadata_write</c>).
/// </remarks>
internal static class MemberEpoch
{
    private static ReadOnlySpan<byte> Magic => "CGMDv2:"u8;

    /// <summary>The epoch: above 0 for a member; null where the client does not report it.</summary>
    public static int? Of(IConsumer<byte[]?, byte[]?> consumer) => consumer.ConsumerGroupMetadata is { } metadata ? Read(Serialized(metadata)) : null;

    /// <summary>The epoch in the serialized form; null where that is another.</summary>
    public static int? Read(ReadOnlySpan<byte> serialized) =>
        serialized.StartsWith(Magic) && serialized.Length >= Magic.Length + sizeof(int)
            ? BitConverter.ToInt32(serialized[Magic.Length..])
            : null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "serializedMetadata")]
    private static extern ref byte[] Serialized([UnsafeAccessorType("Confluent.Kafka.ConsumerGroupMetadata, Confluent.Kafka")] object metadata);
}
