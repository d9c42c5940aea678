using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes the dead letter of a record: same partition number, key, bytes and headers, plus where it came from and why. Pure.</summary>
internal static class DeadLetterMessage
{
    private const int ErrorBytesMax = 8 * 1024;

    public static string TopicOf(string topic) => topic + ".dlq";

    public static KafkaMessage Create(KafkaRecord record, DeadLetterReason reason, string group, DateTimeOffset now) => new()
    {
        Topic = TopicOf(record.Position.Topic),
        Partition = record.Position.Partition,
        Key = record.Key,
        Value = record.Value,
        Headers = [.. record.Headers, .. Provenance(record, reason, group, now)],
    };

    /// <summary>What is stored instead of a dead letter the broker finds too large: position, hash and reason.</summary>
    public static KafkaMessage CreateStub(KafkaRecord record, DeadLetterReason reason, string group, DateTimeOffset now) => new()
    {
        Topic = TopicOf(record.Position.Topic),
        Partition = record.Position.Partition,
        Headers =
        [
            .. Provenance(record, reason, group, now),
            Header("dlq-stub-bytes", Invariant(record.Value?.Length ?? 0)),
            Header("dlq-stub-sha256", Convert.ToHexStringLower(SHA256.HashData(record.Value ?? []))),
        ],
    };

    private static IEnumerable<KeyValuePair<string, byte[]?>> Provenance(KafkaRecord record, DeadLetterReason reason, string group, DateTimeOffset now)
    {
        yield return Header("dlq-topic", record.Position.Topic);
        yield return Header("dlq-partition", Invariant(record.Position.Partition));
        yield return Header("dlq-offset", Invariant(record.Position.Offset));
        yield return Header("dlq-timestamp", record.Timestamp.ToString("O", CultureInfo.InvariantCulture));
        yield return Header("dlq-group", group);
        if (reason.Entity is not null)
        {
            yield return Header("dlq-entity", Cut(reason.Entity));
        }

        if (reason.Sequence is { } sequence)
        {
            yield return Header("dlq-sequence", Invariant(sequence));
        }

        yield return Header("dlq-attempts", Invariant(reason.Attempts));
        yield return Header("dlq-error-type", Cut(reason.ErrorType));
        yield return Header("dlq-error", Cut(reason.Error));
        yield return Header("dlq-at", now.ToString("O", CultureInfo.InvariantCulture));
    }

    private static KeyValuePair<string, byte[]?> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);

    // A character is at most three bytes of UTF-8 for each UTF-16 unit.
    private static string Cut(string text) => text.Length <= ErrorBytesMax / 3 ? text : text[..(ErrorBytesMax / 3)] + "…";
}
