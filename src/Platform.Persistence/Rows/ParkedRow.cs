using System.Data.Common;

namespace Platform.Persistence.Rows;

/// <summary>A row of the table of parked records. Pure.</summary>
internal static class ParkedRow
{
    /// <summary>Selects what <see cref="Read"/> reads.</summary>
    public const string Select = """
        SELECT sequence, topic, topic_id, partition, "offset", leader_epoch, timestamp, record_key, record_value, headers,
            event_id, event_type, error_type, error, parked_at, dropped_at, drop_reason
        FROM parked_record
        """;

    public static ParkedRecord Read<TFormat>(DbDataReader row)
        where TFormat : IColumnFormat => new()
        {
            Sequence = row.GetInt64(0),
            Topic = row.GetString(1),
            TopicId = TFormat.Id(row, 2),
            Partition = row.GetInt32(3),
            Offset = row.GetInt64(4),
            LeaderEpoch = row.GetInt32(5),
            Timestamp = TFormat.Time(row, 6),
            Key = TFormat.RecordKey(row, 7),
            Value = row.BytesOrNull(8),
            Headers = HeaderBytes.Read(row.GetFieldValue<byte[]>(9)),
            EventId = row.TextOrNull(10),
            EventType = row.TextOrNull(11),
            ErrorType = row.GetString(12),
            Error = row.GetString(13),
            ParkedAt = TFormat.Time(row, 14),
            DroppedAt = row.IsDBNull(15) ? null : TFormat.Time(row, 15),
            DropReason = row.TextOrNull(16),
        };
}
