using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Sorts the client's errors by whose fault they are. Pure.</summary>
internal static class KafkaErrors
{
    /// <summary>Whether the same call may succeed once the cluster and the rights to it are in order (<see cref="KafkaStreamException.IsTransient"/>).</summary>
    public static bool IsTransient(Error error) => error.Code
        is not (Confluent.Kafka.ErrorCode.MsgSizeTooLarge
            or Confluent.Kafka.ErrorCode.InvalidMsgSize
            or Confluent.Kafka.ErrorCode.RecordListTooLarge
            or Confluent.Kafka.ErrorCode.InvalidMsg
            or Confluent.Kafka.ErrorCode.InvalidRecord
            or Confluent.Kafka.ErrorCode.InvalidTimestamp
            or Confluent.Kafka.ErrorCode.TopicException
            or Confluent.Kafka.ErrorCode.InvalidPartitions
            or Confluent.Kafka.ErrorCode.InvalidReplicationFactor
            or Confluent.Kafka.ErrorCode.InvalidConfig
            or Confluent.Kafka.ErrorCode.InvalidRequest
            or Confluent.Kafka.ErrorCode.PolicyViolation
            or Confluent.Kafka.ErrorCode.UnsupportedVersion
            or Confluent.Kafka.ErrorCode.Local_UnknownPartition
            or Confluent.Kafka.ErrorCode.Local_InvalidArg
            or Confluent.Kafka.ErrorCode.Local_UnsupportedFeature);

    /// <summary>
    /// Whether a send that failed may succeed once an administrator has mended its topic: beside <see cref="IsTransient"/> what a topic's settings, a
    /// policy or a validation on the broker reject. Those may be as wrong, and as passing, as a missing right; what is wrong with the record itself is not mended.
    /// </summary>
    public static bool IsTransientSend(Error error) => IsTransient(error) || error.Code
        is Confluent.Kafka.ErrorCode.InvalidTimestamp
        or Confluent.Kafka.ErrorCode.InvalidRecord
        or Confluent.Kafka.ErrorCode.PolicyViolation;

    /// <summary>Whether a send failed because the record is too large for its topic, or for the client.</summary>
    public static bool IsTooLarge(Exception failure) => (failure.InnerException as KafkaException)?.Error is { } error && IsTooLarge(error);

    /// <summary>Whether an error is about a record's or a request's size.</summary>
    public static bool IsTooLarge(Error error) => error.Code
        is Confluent.Kafka.ErrorCode.MsgSizeTooLarge
        or Confluent.Kafka.ErrorCode.InvalidMsgSize
        or Confluent.Kafka.ErrorCode.RecordListTooLarge;

    /// <summary>Whether a send failed for what the record is: its topic, as it is set up, will never take it.</summary>
    public static bool RejectsRecord(Exception failure) => IsTooLarge(failure) || CodeOf(failure)
        is Confluent.Kafka.ErrorCode.InvalidMsg
        or Confluent.Kafka.ErrorCode.InvalidRecord
        or Confluent.Kafka.ErrorCode.InvalidTimestamp
        or Confluent.Kafka.ErrorCode.PolicyViolation;

    /// <summary>
    /// Whether a batch can't be read for what it is: its checksum is wrong, it can't be decompressed or is of an unknown format, or
    /// the broker itself finds it damaged. The client reads no further than that, or passes over the batch.
    /// </summary>
    public static bool SaysUnreadable(Error error) => error.Code
        is Confluent.Kafka.ErrorCode.Local_BadCompression
        or Confluent.Kafka.ErrorCode.Local_BadMsg
        or Confluent.Kafka.ErrorCode.Local_NotImplemented
        or Confluent.Kafka.ErrorCode.InvalidMsg;

    private static Confluent.Kafka.ErrorCode? CodeOf(Exception failure) => (failure.InnerException as KafkaException)?.Error.Code;
}
