using System.Text;
using System.Text.Unicode;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Admin;

/// <summary>A dead letter: where it is, where it came from, why, and what it carries.</summary>
internal sealed record DeadLetterResponse(
    string Topic,
    int Partition,
    long Offset,
    DateTimeOffset Timestamp,
    string? SourceTopic,
    string? SourcePartition,
    string? SourceOffset,
    string? Group,
    string? Entity,
    string? Sequence,
    string? Attempts,
    string? ErrorType,
    string? Error,
    string? At,
    string? Key,
    int Bytes)
{
    /// <summary>The value as text, where it is valid UTF-8; only where one dead letter is read.</summary>
    public string? Value { get; init; }

    /// <summary>The value in base 64; only where one dead letter is read.</summary>
    public string? ValueBase64 { get; init; }

    /// <summary>The producer's own headers, in base 64; only where one dead letter is read.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>>? Headers { get; init; }

    /// <summary>Of a record, without what it carries.</summary>
    public static DeadLetterResponse Of(KafkaRecord record) => new(
        record.Position.Topic,
        record.Position.Partition,
        record.Position.Offset,
        record.Timestamp,
        Provenance.Of(record, DeadLetterHeaders.Topic),
        Provenance.Of(record, DeadLetterHeaders.Partition),
        Provenance.Of(record, DeadLetterHeaders.Offset),
        Provenance.Of(record, DeadLetterHeaders.Group),
        Provenance.Of(record, DeadLetterHeaders.Entity),
        Provenance.Of(record, DeadLetterHeaders.Sequence),
        Provenance.Of(record, DeadLetterHeaders.Attempts),
        Provenance.Of(record, DeadLetterHeaders.ErrorType),
        Provenance.Of(record, DeadLetterHeaders.Error),
        Provenance.Of(record, DeadLetterHeaders.At),
        TextOf(record.Key),
        record.Value?.Length ?? 0);

    /// <summary>Of a record, with what it carries.</summary>
    public static DeadLetterResponse Whole(KafkaRecord record) => Of(record) with
    {
        Value = TextOf(record.Value),
        ValueBase64 = record.Value is null ? null : Convert.ToBase64String(record.Value),
        Headers =
        [
            .. Provenance.RecordHeaders(record)
                .Select(header => KeyValuePair.Create(header.Key, header.Value is null ? null : Convert.ToBase64String(header.Value))),
        ],
    };

    private static string? TextOf(byte[]? bytes) => bytes is not null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
