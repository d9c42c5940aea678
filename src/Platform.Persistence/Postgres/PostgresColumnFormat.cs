using System.Data.Common;
using System.Text;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Column types of PostgreSQL: uuid, timestamptz, and bytea for a key, whose text may hold what PostgreSQL's text can't. Pure.</summary>
internal readonly struct PostgresColumnFormat : IColumnFormat
{
    public static Guid Id(DbDataReader row, int column) => row.GetGuid(column);

    public static DateTimeOffset Time(DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static string? RecordKey(DbDataReader row, int column) => row.BytesOrNull(column) is { } key ? Encoding.UTF8.GetString(key) : null;
}
