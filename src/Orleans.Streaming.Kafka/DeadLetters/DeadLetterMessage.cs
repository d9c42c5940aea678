using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes the dead letter of a record: same partition number, key, bytes and headers, plus where it came from and why. Pure.</summary>
internal static class DeadLetterMessage
{
    // All that is added together; the limit of a dead-letter topic leaves 64 KiB for it and for the headers' framing.
    private const int ProvenanceBytesMax = 8 * 1024;
    private const int ErrorTypeBytesMax = 256;
    private const int NameBytesMax = 512;

    // An entity's id has at most half of it.
    private const int StubKeyBytesMax = 1_024;

    // What is left when every other header is as long as it can be.
    private const int ErrorBytesMax = ProvenanceBytesMax - ErrorTypeBytesMax - (3 * NameBytesMax) - 576;

    public static KafkaMessage Create(KafkaRecord record, DeadLetterReason reason, string group, DateTimeOffset now) => new()
    {
        Topic = record.Position.Topic + DeadLetterTarget.DefaultSuffix,
        Partition = record.Position.Partition,
        Key = record.Key,
        Value = record.Value,
        Headers = [.. record.Headers, .. Provenance(record, reason, group, now)],
    };

    /// <summary>What is stored instead of a dead letter that is too large: position, hashes and reason, and the key where it is small.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">Why it is a dead letter.</param>
    /// <param name="isKept">Whether its bytes are in an <see cref="IOversizedRecordStore"/>.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="now">The time.</param>
    public static KafkaMessage CreateStub(KafkaRecord record, DeadLetterReason reason, bool isKept, string group, DateTimeOffset now)
    {
        var keepsKey = record.Key is not { Length: > StubKeyBytesMax };
        return new()
        {
            Topic = record.Position.Topic + DeadLetterTarget.DefaultSuffix,
            Partition = record.Position.Partition,
            Key = keepsKey ? record.Key : null,
            Headers =
            [
                .. Provenance(record, reason, group, now),
                Header(DeadLetterHeaders.StubKept, isKept ? "true" : "false"),
                .. Digest(DeadLetterHeaders.StubBytes, DeadLetterHeaders.StubSha256, record.Value ?? []),
                .. keepsKey ? [] : Digest(DeadLetterHeaders.StubKeyBytes, DeadLetterHeaders.StubKeySha256, record.Key!),
                Header(DeadLetterHeaders.StubHeaders, Invariant(record.Headers.Count)),
            ],
        };
    }

    private static KeyValuePair<string, byte[]?>[] Digest(string size, string hash, byte[] bytes) =>
    [
        Header(size, Invariant(bytes.Length)),
        Header(hash, Convert.ToHexStringLower(SHA256.HashData(bytes))),
    ];

    private static IEnumerable<KeyValuePair<string, byte[]?>> Provenance(KafkaRecord record, DeadLetterReason reason, string group, DateTimeOffset now)
    {
        yield return Header(DeadLetterHeaders.Topic, record.Position.Topic);
        if (record.Position.TopicId != Guid.Empty)
        {
            // A topic that was created again has the same positions for other records.
            yield return Header(DeadLetterHeaders.TopicId, record.Position.TopicId.ToString());
        }

        yield return Header(DeadLetterHeaders.Partition, Invariant(record.Position.Partition));
        yield return Header(DeadLetterHeaders.Offset, Invariant(record.Position.Offset));
        yield return Header(DeadLetterHeaders.Timestamp, record.Timestamp.ToString("O", CultureInfo.InvariantCulture));
        yield return Header(DeadLetterHeaders.Group, Cut(group, NameBytesMax));
        if (reason.Entity is not null)
        {
            yield return Header(DeadLetterHeaders.Entity, Cut(reason.Entity, NameBytesMax));
        }

        if (reason.Sequence is { } sequence)
        {
            yield return Header(DeadLetterHeaders.Sequence, Invariant(sequence));
        }

        yield return Header(DeadLetterHeaders.Attempts, Invariant(reason.Attempts));
        yield return Header(DeadLetterHeaders.ErrorType, Cut(reason.ErrorType, ErrorTypeBytesMax));
        yield return Header(DeadLetterHeaders.Error, Cut(reason.Error, ErrorBytesMax));
        yield return Header(DeadLetterHeaders.At, now.ToString("O", CultureInfo.InvariantCulture));
    }

    private static KeyValuePair<string, byte[]?> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text, int bytesMax)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytesMax)
        {
            return text;
        }

        const string Mark = "…";
        var left = bytesMax - Encoding.UTF8.GetByteCount(Mark);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length] + Mark;
    }
}
