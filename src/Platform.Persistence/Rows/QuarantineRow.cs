using System.Data.Common;
using System.Text;

namespace Platform.Persistence.Rows;

/// <summary>A row of the table of quarantined entities. Pure.</summary>
internal static class QuarantineRow
{
    /// <summary>Selects what <see cref="Read"/> reads.</summary>
    public const string Select = """
        SELECT grain_type, grain_key, since, error_type, error, event_id, event_type, topic, partition, "offset", waiting, redriving
        FROM quarantined_entity
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
        };
}
