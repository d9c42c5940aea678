using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Sqlite;

/// <summary>
/// The tables, and how a database gets from any older version of them to this one. The version is in the file's header
/// (<c>PRAGMA user_version</c>), so that it changes in the same transaction as the tables.
/// </summary>
internal static class SqliteSchema
{
    private const int VersionMask = 0xFFFF;
    private const int ReadableByShift = 16;

    // Never edit a step that was released: add one.
    private static readonly string[] Steps =
    [
        // The key's parts are in the order in which they differ soonest. WITHOUT ROWID: one tree, the row lies with its key.
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
        // With row ids: these rows are large, and found by few. The times are Unix time in ms, the headers HeaderBytes.
        """
        CREATE TABLE parked_record (
            grain_key    BLOB    NOT NULL,
            grain_type   TEXT    NOT NULL,
            state_name   TEXT    NOT NULL,
            service_id   TEXT    NOT NULL,
            sequence     INTEGER NOT NULL,
            topic        TEXT    NOT NULL,
            topic_id     BLOB    NOT NULL,
            partition    INTEGER NOT NULL,
            "offset"     INTEGER NOT NULL,
            leader_epoch INTEGER NOT NULL,
            timestamp    INTEGER NOT NULL,
            record_key   TEXT,
            record_value BLOB,
            headers      BLOB    NOT NULL,
            event_id     TEXT,
            event_type   TEXT,
            error_type   TEXT    NOT NULL,
            error        TEXT    NOT NULL,
            parked_at    INTEGER NOT NULL,
            dropped_at   INTEGER,
            drop_reason  TEXT,
            PRIMARY KEY (grain_key, grain_type, state_name, service_id, sequence)
        ) STRICT;
        CREATE TABLE quarantined_entity (
            grain_type   TEXT    NOT NULL,
            grain_key    BLOB    NOT NULL,
            state_name   TEXT    NOT NULL,
            service_id   TEXT    NOT NULL,
            since        INTEGER NOT NULL,
            error_type   TEXT    NOT NULL,
            error        TEXT    NOT NULL,
            event_id     TEXT,
            event_type   TEXT,
            topic        TEXT    NOT NULL,
            partition    INTEGER NOT NULL,
            "offset"     INTEGER NOT NULL,
            waiting      INTEGER NOT NULL,
            redriving    INTEGER NOT NULL,
            PRIMARY KEY (grain_type, grain_key, state_name, service_id)
        ) STRICT;
        """,
        // What no dead-letter topic took for its size. With row ids, as parked records.
        """
        CREATE TABLE refused_record (
            service_id     TEXT    NOT NULL,
            consumer_group TEXT    NOT NULL,
            topic          TEXT    NOT NULL,
            partition      INTEGER NOT NULL,
            "offset"       INTEGER NOT NULL,
            topic_id       BLOB    NOT NULL,
            timestamp      INTEGER NOT NULL,
            record_key     BLOB,
            record_value   BLOB,
            headers        BLOB    NOT NULL,
            entity         TEXT,
            attempts       INTEGER NOT NULL,
            error_type     TEXT    NOT NULL,
            error          TEXT    NOT NULL,
            refusal        TEXT    NOT NULL,
            refused_at     INTEGER NOT NULL,
            PRIMARY KEY (service_id, consumer_group, topic, partition, "offset", topic_id)
        ) STRICT
        """,
        // Whose the database is; one row, or none while nobody has said.
        """
        CREATE TABLE database_owner (
            is_only_row INTEGER NOT NULL DEFAULT 1 PRIMARY KEY CHECK (is_only_row = 1),
            service_id  TEXT    NOT NULL,
            cluster_id  TEXT    NOT NULL
        ) STRICT
        """,
        // Every silo looks for redrives and for deferred events at intervals, and operators for one kind of error.
        """
        CREATE INDEX quarantined_entity_redriving ON quarantined_entity (service_id, grain_type, grain_key) WHERE redriving = 1;
        CREATE INDEX quarantined_entity_error ON quarantined_entity (service_id, error_type, grain_type, grain_key)
        """,
        // Readiness looks for rejected outputs, and so do the lists of operators.
        """
        CREATE INDEX parked_record_rejected_output ON parked_record (service_id, grain_type, grain_key, state_name, sequence) WHERE error_type = 'output-refused'
        """,
        // What expires is looked for at intervals.
        """
        CREATE INDEX grain_state_expiring ON grain_state (service_id, grain_key) WHERE grain_type = 'platform.request'
        """,
    ];

    // Steps behind it only add what older builds need not know, such as an index: with these a build that knows this one goes on.
    private const int NeededVersion = 4;

    /// <summary>The version of the tables that this build makes.</summary>
    public static int Version => Steps.Length;

    /// <summary>The oldest version that a build must know to work with these tables.</summary>
    public static int ReadableBy => NeededVersion;

    /// <summary>Both as the file's header has them: the version in the lower half. Builds before the fifth step knew no other half.</summary>
    internal static int Stored => Version | (ReadableBy << ReadableByShift);

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

        connection.Execute($"PRAGMA user_version = {Stored}");
        connection.Execute("COMMIT");
    }

    private static int VersionOf(SqliteConnection connection, string path)
    {
        var stored = (int)connection.ExecuteInt64("PRAGMA user_version");
        var (version, readableBy) = (stored & VersionMask, stored >> ReadableByShift);
        if (version > Version && readableBy > 0 && readableBy <= Version)
        {
            // A newer build has only added what this one need not know.
            return Version;
        }

        return version <= Version
            ? version
            : throw new PersistenceException(
                $"The SQLite database '{path}' has schema version {version}; this build knows versions up to {Version}. Start a newer build, or name another file.",
                isTransient: false);
    }
}
