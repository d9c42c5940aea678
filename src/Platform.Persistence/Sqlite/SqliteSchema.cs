using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Sqlite;

/// <summary>
/// The tables, and how a database gets from any older version of them to this one. The version stands in the file's header
/// (<c>PRAGMA user_version</c>), so that it changes in the same transaction as the tables.
/// </summary>
internal static class SqliteSchema
{
    // Never edit a step that was released: add one.
    private static readonly string[] Steps =
    [
        // The key's parts stand in the order in which they differ soonest. WITHOUT ROWID: one tree, the row lies with its key.
        // grain_key is a BLOB because an Orleans key is any bytes; CAST(grain_key AS TEXT) shows it. modified_at is Unix time in ms.
        """
        CREATE TABLE grain_state (
            grain_key   BLOB    NOT NULL,
            grain_type  TEXT    NOT NULL,
            state_name  TEXT    NOT NULL,
            service_id  TEXT    NOT NULL,
            etag        BLOB    NOT NULL,
            format      INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            payload     BLOB,
            PRIMARY KEY (grain_key, grain_type, state_name, service_id)
        ) STRICT, WITHOUT ROWID
        """,
    ];

    public static int Version => Steps.Length;

    /// <summary>Creates or upgrades the tables; changes nothing where they are up to date. Safe while other processes do the same.</summary>
    /// <exception cref="PersistenceException">The database was upgraded by a newer build.</exception>
    public static void Ensure(SqliteConnection connection, string path)
    {
        if (VersionOf(connection, path) == Version)
        {
            return;
        }

        // IMMEDIATE: of two processes one waits here, and then finds the work done.
        connection.Execute("BEGIN IMMEDIATE");
        for (var step = VersionOf(connection, path); step < Version; step++)
        {
            connection.Execute(Steps[step]);
        }

        connection.Execute($"PRAGMA user_version = {Version}");
        connection.Execute("COMMIT");
    }

    private static int VersionOf(SqliteConnection connection, string path)
    {
        var version = (int)connection.ExecuteInt64("PRAGMA user_version");
        return version <= Version
            ? version
            : throw new PersistenceException(
                $"The SQLite database '{path}' has schema version {version}; this build knows versions up to {Version}. Start a newer build, or name another file.",
                isTransient: false);
    }
}
