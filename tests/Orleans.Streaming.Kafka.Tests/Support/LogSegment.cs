using System.Buffers.Binary;
using System.Numerics;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>The first log segment of a partition on a broker's disk, which the broker serves as it is: a test damages batches in it.</summary>
internal sealed class LogSegment(RealKafka broker, string topic, int partition)
{
    // Apache Kafka's message format 2: where the fields of a batch begin.
    private const int LengthAt = 8;
    private const int CrcAt = 17;
    private const int AttributesAt = 21;
    private const int LastOffsetDeltaAt = 23;
    private const int RecordsAt = 61;

    private readonly string _path = Directory
        .EnumerateDirectories(broker.Folder!, $"{topic}-{partition}", SearchOption.AllDirectories)
        .Select(folder => Path.Combine(folder, "00000000000000000000.log"))
        .Single(File.Exists);

    /// <summary>Overwrites the records of the batch that holds an offset.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="withItsChecksum">Whether the checksum is that of the damaged batch.</param>
    /// <returns>The first and the last offset of the batch.</returns>
    public (long First, long Last) Damage(long offset, bool withItsChecksum)
    {
        var log = File.ReadAllBytes(_path);
        for (var at = 0; at < log.Length; at += BatchOf(log, at).Length)
        {
            var batch = BatchOf(log, at);
            var first = BinaryPrimitives.ReadInt64BigEndian(batch);
            var last = first + BinaryPrimitives.ReadInt32BigEndian(batch[LastOffsetDeltaAt..]);
            if (last < offset)
            {
                continue;
            }

            batch[RecordsAt..].Fill(0xFF);
            if (withItsChecksum)
            {
                BinaryPrimitives.WriteUInt32BigEndian(batch[CrcAt..], Crc32C(batch[AttributesAt..]));
            }

            using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Position = at;
            file.Write(batch);
            return (first, last);
        }

        throw new InvalidOperationException($"{_path} ends before offset {offset}.");
    }

    private static Span<byte> BatchOf(byte[] log, int at) =>
        log.AsSpan(at, LengthAt + sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(at + LengthAt)));

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
