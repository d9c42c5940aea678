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
}
