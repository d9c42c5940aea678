using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Sqlite;

/// <summary>Short ways to run a statement.</summary>
internal static class SqliteCommands
{
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.Statement(sql);
        command.ExecuteNonQuery();
    }

    public static long ExecuteInt64(this SqliteConnection connection, string sql)
    {
        using var command = connection.Statement(sql);
        return (long)command.ExecuteScalar()!;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every statement is a constant of this library.")]
    public static SqliteCommand Statement(this SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
