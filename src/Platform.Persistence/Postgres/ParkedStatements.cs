namespace Platform.Persistence.Postgres;

/// <summary>
/// The statements that change parked records and quarantines, each about any number of grains: $1 the service, $2–$4 the grains'
/// columns, as arrays. Like <see cref="RowStatements"/> they have one plan each.
/// </summary>
internal static class ParkedStatements
{
    /// <summary>Adds records. $5–$19 their columns.</summary>
    public const string Insert = """
        INSERT INTO parked_record (grain_key, grain_type, state_name, sequence, topic, topic_id, partition, "offset", leader_epoch,
            timestamp, record_key, record_value, headers, event_id, event_type, error_type, error, parked_at, service_id)
        SELECT w.*, $1 FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) AS w
        """;

    /// <summary>Removes records. $5 the highest sequence of each grain.</summary>
    public const string Remove = $"""
        DELETE FROM parked_record AS s
        USING unnest($2, $3, $4, $5) AS w (grain_key, grain_type, state_name, through)
        CROSS JOIN LATERAL (SELECT r.ctid FROM parked_record AS r WHERE {IsGrains} AND r.sequence <= w.through AND r.dropped_at IS NULL OFFSET 0) AS f
        WHERE s.ctid = f.ctid
        """;

    /// <summary>Drops records. $5 and $6 the lowest and the highest sequence of each grain, $7 the times, $8 the reasons.</summary>
    public const string Drop = $"""
        UPDATE parked_record AS s SET dropped_at = w.at, drop_reason = w.reason
        FROM unnest($2, $3, $4, $5, $6, $7, $8) AS w (grain_key, grain_type, state_name, first, last, at, reason)
        CROSS JOIN LATERAL (SELECT r.ctid FROM parked_record AS r WHERE {IsGrains} AND r.sequence BETWEEN w.first AND w.last AND r.dropped_at IS NULL OFFSET 0) AS f
        WHERE s.ctid = f.ctid
        """;

    /// <summary>Removes rejected outputs that were published after all. $5 their sequences.</summary>
    public const string RemoveOutputs = $"""
        DELETE FROM parked_record AS s
        USING unnest($2, $3, $4, $5) AS w (grain_key, grain_type, state_name, sequence)
        CROSS JOIN LATERAL ({OutputOfGrains}) AS f
        WHERE s.ctid = f.ctid
        """;

    /// <summary>Drops rejected outputs. $5 their sequences, $6 the times, $7 the reasons.</summary>
    public const string DropOutputs = $"""
        UPDATE parked_record AS s SET error_type = '{QuarantinedEntity.DroppedOutput}', dropped_at = w.at, drop_reason = w.reason
        FROM unnest($2, $3, $4, $5, $6, $7) AS w (grain_key, grain_type, state_name, sequence, at, reason)
        CROSS JOIN LATERAL ({OutputOfGrains}) AS f
        WHERE s.ctid = f.ctid
        """;

    /// <summary>Ends quarantines and removes row markers.</summary>
    public const string Release = $"""
        DELETE FROM quarantined_entity AS s
        USING unnest($2, $3, $4) AS w (grain_key, grain_type, state_name)
        CROSS JOIN LATERAL (SELECT r.ctid FROM quarantined_entity AS r WHERE {IsGrains} LIMIT 1) AS f
        WHERE s.ctid = f.ctid
        """;

    /// <summary>Puts quarantines and row markers, in the place of those that are there. $5–$14 their columns.</summary>
    public const string Quarantine = """
        INSERT INTO quarantined_entity (grain_key, grain_type, state_name, since, error_type, error, event_id, event_type,
            topic, partition, "offset", waiting, redriving, service_id)
        SELECT w.*, $1 FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS w
        ON CONFLICT (grain_type, grain_key, state_name, service_id) DO UPDATE SET since = excluded.since, error_type = excluded.error_type,
            error = excluded.error, event_id = excluded.event_id, event_type = excluded.event_type, topic = excluded.topic,
            partition = excluded.partition, "offset" = excluded."offset", waiting = excluded.waiting, redriving = excluded.redriving
        """;

    private const string OutputOfGrains =
        $"SELECT r.ctid FROM parked_record AS r WHERE {IsGrains} AND r.sequence = w.sequence AND r.error_type = '{QuarantinedEntity.RejectedOutput}' LIMIT 1";

    private const string IsGrains = "r.grain_key = w.grain_key AND r.grain_type = w.grain_type AND r.state_name = w.state_name AND r.service_id = $1";
}
