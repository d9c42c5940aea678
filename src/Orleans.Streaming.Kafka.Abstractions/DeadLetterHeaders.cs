namespace Orleans.Streaming.Kafka;

/// <summary>
/// The headers that a dead letter has besides those of its record, and behind them: what follows the last <see cref="Topic"/>, it included.
/// Headers of these names before that are the record's own, whoever put them there. Values are UTF-8 text.
/// </summary>
public static class DeadLetterHeaders
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "dlq-";

    /// <summary>The topic of the record.</summary>
    public const string Topic = "dlq-topic";

    /// <summary>The id of that topic; missing where it is not known.</summary>
    public const string TopicId = "dlq-topic-id";

    /// <summary>The partition of the record.</summary>
    public const string Partition = "dlq-partition";

    /// <summary>The offset of the record.</summary>
    public const string Offset = "dlq-offset";

    /// <summary>The timestamp of the record, ISO 8601.</summary>
    public const string Timestamp = "dlq-timestamp";

    /// <summary>The consumer group that gave the record up.</summary>
    public const string Group = "dlq-group";

    /// <summary>The entity the record belongs to; missing where none can be named.</summary>
    public const string Entity = "dlq-entity";

    /// <summary>The place among what the entity has parked; only on the copy of a parked event.</summary>
    public const string Sequence = "dlq-sequence";

    /// <summary>How many deliveries were tried; 0 where it never came to one.</summary>
    public const string Attempts = "dlq-attempts";

    /// <summary>A short, stable name of the kind of error.</summary>
    public const string ErrorType = "dlq-error-type";

    /// <summary>What was wrong, for a person.</summary>
    public const string Error = "dlq-error";

    /// <summary>When the dead letter was written, ISO 8601.</summary>
    public const string At = "dlq-at";

    /// <summary>On a stub: whether the bytes of the record are kept elsewhere, <c>true</c> or <c>false</c>.</summary>
    public const string StubKept = "dlq-stub-kept";

    /// <summary>On a stub: the size of the value.</summary>
    public const string StubBytes = "dlq-stub-bytes";

    /// <summary>On a stub: the SHA-256 of the value, hexadecimal.</summary>
    public const string StubSha256 = "dlq-stub-sha256";

    /// <summary>On a stub without its key: the size of the key.</summary>
    public const string StubKeyBytes = "dlq-stub-key-bytes";

    /// <summary>On a stub without its key: the SHA-256 of the key, hexadecimal.</summary>
    public const string StubKeySha256 = "dlq-stub-key-sha256";

    /// <summary>On a stub: how many headers the record had.</summary>
    public const string StubHeaders = "dlq-stub-headers";
}
