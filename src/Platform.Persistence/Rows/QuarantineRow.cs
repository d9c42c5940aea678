using System.Data.Common;
using System.Text;

namespace Platform.Persistence.Rows;

/// <summary>A row of the table of quarantined entities. Pure.</summary>
internal static class QuarantineRow
{
    /// <summary>Selects what <see cref="Read"/> reads.</summary>
    public const string Select = $"""
        SELECT grain_type, grain_key, since, error_type, error, event_id, event_type, topic, partition, "offset", waiting, redriving, (
            SELECT COUNT(*) FROM parked_record AS o WHERE o.service_id = quarantined_entity.service_id AND o.grain_type = quarantined_entity.grain_type
                AND o.grain_key = quarantined_entity.grain_key AND o.state_name = quarantined_entity.state_name AND o.error_type = '{QuarantinedEntity.RejectedOutput}')
        FROM quarantined_entity
        """;

    /// <summary>Which parked records <see cref="SelectRejected"/> is about; the index of rejected outputs has no others.</summary>
    public const string IsRejected = $"error_type = '{QuarantinedEntity.RejectedOutput}'";

    /// <summary>How <see cref="SelectRejected"/> ends, behind its condition.</summary>
    public const string GroupRejected = "GROUP BY grain_type, grain_key";

    /// <summary>Selects the same of entities with rejected outputs, by the records themselves.</summary>
    public const string SelectRejected = $"""
        SELECT grain_type, grain_key, MIN(parked_at), '{QuarantinedEntity.RejectedOutput}', MAX(error), CAST(NULL AS text), CAST(NULL AS text), MIN(topic),
            -1, CAST(-1 AS bigint), CAST(0 AS bigint), false, COUNT(*)
        FROM parked_record
        """;

    public static QuarantinedEntity Read<TFormat>(DbDataReader row)
        where TFormat : IColumnFormat => new()
        {
            Grain = row.GetString(0),
            Key = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1)),
            Since = TFormat.Time(row, 2),
            ErrorType = row.GetString(3),
            Error = row.GetString(4),
            EventId = row.TextOrNull(5),
            EventType = row.TextOrNull(6),
            Topic = row.GetString(7),
            Partition = row.GetInt32(8),
            Offset = row.GetInt64(9),
            Parked = row.GetInt64(10),
            IsRedriving = row.GetBoolean(11),
            RejectedOutputs = row.GetInt64(12),
        };
}
