using Npgsql;

namespace Platform.Persistence.Postgres;

/// <summary>The tables, in the steps that lead from any older version of them to this one.</summary>
internal static class PostgresSchema
{
    // One number for every process that upgrades the same database; its bytes spell "platform".
    internal const long UpgradeLock = 0x706C6174666F726D;

    // Never edit a step that was released: add one.
    private static readonly string[] Steps =
    [
        // The key's parts are in the order in which they differ soonest. grain_key is bytea because an Orleans key is any bytes;
        // convert_from(grain_key, 'UTF8') shows it. Room is left in each page for the row's next version: the update then touches
        // neither the index nor another page.
        """
        CREATE TABLE grain_state (
            grain_key   bytea            NOT NULL,
            grain_type  text COLLATE "C" NOT NULL,
            state_name  text COLLATE "C" NOT NULL,
            service_id  text COLLATE "C" NOT NULL,
            etag        uuid             NOT NULL,
            format      smallint         NOT NULL,
            modified_at timestamptz      NOT NULL,
            payload     bytea,
            PRIMARY KEY (grain_key, grain_type, state_name, service_id)
        ) WITH (fillfactor = 70)
        """,
        // record_key is bytea because a text here can't hold U+0000; headers are HeaderBytes.
        """
        CREATE TABLE parked_record (
            grain_key    bytea            NOT NULL,
            grain_type   text COLLATE "C" NOT NULL,
            state_name   text COLLATE "C" NOT NULL,
            service_id   text COLLATE "C" NOT NULL,
            sequence     bigint           NOT NULL,
            topic        text COLLATE "C" NOT NULL,
            topic_id     uuid             NOT NULL,
            partition    integer          NOT NULL,
            "offset"     bigint           NOT NULL,
            leader_epoch integer          NOT NULL,
            timestamp    timestamptz      NOT NULL,
            record_key   bytea,
            record_value bytea,
            headers      bytea            NOT NULL,
            event_id     text,
            event_type   text,
            error_type   text             NOT NULL,
            error        text             NOT NULL,
            parked_at    timestamptz      NOT NULL,
            dropped_at   timestamptz,
            drop_reason  text,
            PRIMARY KEY (grain_key, grain_type, state_name, service_id, sequence)
        );
        CREATE TABLE quarantined_entity (
            grain_type   text COLLATE "C" NOT NULL,
            grain_key    bytea            NOT NULL,
            state_name   text COLLATE "C" NOT NULL,
            service_id   text COLLATE "C" NOT NULL,
            since        timestamptz      NOT NULL,
            error_type   text COLLATE "C" NOT NULL,
            error        text             NOT NULL,
            event_id     text,
            event_type   text,
            topic        text             NOT NULL,
            partition    integer          NOT NULL,
            "offset"     bigint           NOT NULL,
            waiting      bigint           NOT NULL,
            redriving    boolean          NOT NULL,
            PRIMARY KEY (grain_type, grain_key, state_name, service_id)
        )
        """,
        // What no dead-letter topic took for its size.
        """
        CREATE TABLE refused_record (
            service_id     text COLLATE "C" NOT NULL,
            consumer_group text COLLATE "C" NOT NULL,
            topic          text COLLATE "C" NOT NULL,
            partition      integer          NOT NULL,
            "offset"       bigint           NOT NULL,
            topic_id       uuid             NOT NULL,
            timestamp      timestamptz      NOT NULL,
            record_key     bytea,
            record_value   bytea,
            headers        bytea            NOT NULL,
            entity         text,
            attempts       integer          NOT NULL,
            error_type     text             NOT NULL,
            error          text             NOT NULL,
            refusal        text             NOT NULL,
            refused_at     timestamptz      NOT NULL,
            PRIMARY KEY (service_id, consumer_group, topic, partition, "offset", topic_id)
        )
        """,
        // Whose the database is; one row, or none while nobody has said.
        """
        CREATE TABLE database_owner (
            is_only_row boolean          NOT NULL DEFAULT true PRIMARY KEY CHECK (is_only_row),
            service_id  text COLLATE "C" NOT NULL,
            cluster_id  text COLLATE "C" NOT NULL
        )
        """,
        // Every silo looks for redrives and for deferred events at intervals, and operators for one kind of error.
        """
        CREATE INDEX quarantined_entity_redriving ON quarantined_entity (service_id, grain_type, grain_key) WHERE redriving;
        CREATE INDEX quarantined_entity_error ON quarantined_entity (service_id, error_type, grain_type, grain_key)
        """,
        // Readiness looks for rejected outputs, and so do the lists of operators.
        """
        CREATE INDEX parked_record_rejected_output ON parked_record (service_id, grain_type, grain_key, state_name, sequence) WHERE error_type = 'output-refused'
        """,
        // What expires is looked for at intervals. Not by the time of its last write, which every write changes: PostgreSQL then has to touch every
        // index of the table with each update, whichever rows an index is about.
        """
        CREATE INDEX grain_state_expiring ON grain_state (service_id, grain_key) WHERE grain_type = 'platform.request'
        """,
    ];

    // Steps behind it only add what older builds need not know, such as an index: with these a build that knows this one goes on.
    private const int NeededVersion = 4;

    private static readonly SchemaUpgrade Upgrade = new("grain_state_version", UpgradeLock, Steps, NeededVersion);

    /// <summary>The version of the tables that this build makes.</summary>
    public static int Version => Steps.Length;

    /// <summary>The oldest version that a build must know to work with these tables.</summary>
    public static int ReadableBy => NeededVersion;

    /// <inheritdoc cref="SchemaUpgrade.EnsureAsync"/>
    public static Task EnsureAsync(NpgsqlDataSource database, string description) => Upgrade.EnsureAsync(database, description);
}
