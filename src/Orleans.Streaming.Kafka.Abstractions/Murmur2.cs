using System.Buffers.Binary;

namespace Orleans.Streaming.Kafka;

/// <summary>The hash by which Kafka's Java and JavaScript clients choose a key's partition (32-bit MurmurHash2, <c>org.apache.kafka.common.utils.Utils.murmur2</c>).</summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>The partition of a key.</summary>
    /// <param name="key">The key's bytes.</param>
    /// <param name="partitions">How many partitions the topic has, at least 1.</param>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);

        // The clients clear the sign bit rather than take the absolute value.
        return (int)(Hash(key) & int.MaxValue) % partitions;
    }

    /// <summary>The hash of a key.</summary>
    /// <param name="key">The key's bytes.</param>
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            var hash = Seed ^ (uint)key.Length;
            for (; key.Length >= sizeof(uint); key = key[sizeof(uint)..])
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Multiplier;
                word = (word ^ (word >> Shift)) * Multiplier;
                hash = (hash * Multiplier) ^ word;
            }

            if (!key.IsEmpty)
            {
                for (var i = 0; i < key.Length; i++)
                {
                    hash ^= (uint)key[i] << (8 * i);
                }

                hash *= Multiplier;
            }

            hash = (hash ^ (hash >> 13)) * Multiplier;
            return hash ^ (hash >> 15);
        }
    }
}
