using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Platform.Persistence.Postgres;

/// <summary>Short ways to make a statement.</summary>
internal static class PostgresCommands
{
    [SuppressMessage("Security", "CA2100", Justification = "Every statement is made of constants of this library.")]
    public static NpgsqlCommand Statement(this NpgsqlConnection connection, string sql) => new(sql, connection);
}
