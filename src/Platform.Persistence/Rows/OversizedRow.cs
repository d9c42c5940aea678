using System.Data.Common;

namespace Platform.Persistence.Rows;

/// <summary>A row of the table of oversized records. Pure.</summary>
internal static class OversizedRow
{
    /// <summary>Selects what <see cref="Read"/> reads.</summary>
    public const string Select = """
        SELECT "offset", topic_id, timestamp, record_key, record_value, headers, entity, attempts, error_type, error, refusal, refused_at
        FROM refused_record
        """;

    public static OversizedRecord Read<TFormat>(DbDataReader row, string group, string topic, int partition)
        where TFormat : IColumnFormat => new()
        {
            Group = group,
            Topic = topic,
            Partition = partition,
            Offset = row.GetInt64(0),
            TopicId = TFormat.Id(row, 1),
            Timestamp = TFormat.Time(row, 2),
            Key = row.BytesOrNull(3),
            Value = row.BytesOrNull(4),
            Headers = HeaderBytes.Read(row.GetFieldValue<byte[]>(5)),
            Entity = row.TextOrNull(6),
            Attempts = row.GetInt32(7),
            ErrorType = row.GetString(8),
            Error = row.GetString(9),
            Rejection = row.GetString(10),
            RejectedAt = TFormat.Time(row, 11),
        };
}
