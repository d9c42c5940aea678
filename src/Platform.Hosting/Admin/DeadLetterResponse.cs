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
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Topic),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Partition),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Offset),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Group),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Entity),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Sequence),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Attempts),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.ErrorType),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.Error),
        DeadLetterOperations.HeaderOf(record, DeadLetterHeaders.At),
        TextOf(record.Key),
        record.Value?.Length ?? 0);

    /// <summary>Of a record, with what it carries.</summary>
    public static DeadLetterResponse Whole(KafkaRecord record) => Of(record) with
    {
        Value = TextOf(record.Value),
        ValueBase64 = record.Value is null ? null : Convert.ToBase64String(record.Value),
        Headers =
        [
            .. record.Headers
                .Where(header => !header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal))
                .Select(header => KeyValuePair.Create(header.Key, header.Value is null ? null : Convert.ToBase64String(header.Value))),
        ],
    };

    private static string? TextOf(byte[]? bytes) => bytes is not null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
