using System.Data.Common;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Column types of SQLite: 16 bytes for an id, Unix milliseconds for a time. Pure.</summary>
internal readonly struct SqliteColumnFormat : IColumnFormat
{
    public static Guid Id(DbDataReader row, int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);

    public static DateTimeOffset Time(DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static string? RecordKey(DbDataReader row, int column) => row.TextOrNull(column);
}
