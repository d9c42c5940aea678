using System.Buffers.Binary;

namespace Orleans.Streaming.Kafka;

/// <summary>The hash Kafka's Java client partitions by (org.apache.kafka.common.utils.Utils.murmur2). Pure.</summary>
internal static class Murmur2
{
    private const uint M = 0x5bd1e995;

    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (int)((Hash(key) & 0x7FFFFFFF) % (uint)partitions);

    public static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = 0x9747b28cu ^ (uint)key.Length;
        while (key.Length >= 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(key) * M;
            k ^= k >> 24;
            hash = (hash * M) ^ (k * M);
            key = key[4..];
        }

        if (key.Length > 0)
        {
            for (var i = 0; i < key.Length; i++)
            {
                hash ^= (uint)key[i] << (8 * i);
            }

            hash *= M;
        }

        hash = (hash ^ (hash >> 13)) * M;
        return hash ^ (hash >> 15);
    }
}
