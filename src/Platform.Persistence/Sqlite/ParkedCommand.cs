using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Statements about one grain's parked records.</summary>
internal static class ParkedCommand
{
    /// <summary>A statement with the parameters of <see cref="RowCommand.IsRow"/>.</summary>
    public static SqliteCommand For(SqliteConnection connection, string serviceId, RowKey key, string sql) => connection.Statement(sql)
        .With("$key", IdSpan.UnsafeGetArray(key.GrainId.Key))
        .With("$type", key.GrainId.Type.ToString())
        .With("$state", key.StateName)
        .With("$service", serviceId);

    public static SqliteCommand With(this SqliteCommand command, string name, object? value)
    {
        command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
