using System.Data.Common;

namespace Platform.Persistence.Rows;

/// <summary>Reads columns that may be null.</summary>
internal static class NullableColumns
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[]? BytesOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
