namespace Platform.Persistence.Postgres;

/// <summary>
/// The statements, each about any number of rows. Arrays come sorted by key, and rows are locked in their order. Which plan they
/// get is decided by their form and not by statistics, decision 0196.
/// </summary>
internal static class RowStatements
{
    // For one row of unnest at a time the whole key is given, and LIMIT keeps the planner from making a join of it: nothing is
    // left but to look the key up in the index.
    private const string Row = """
        FROM grain_state AS r
        WHERE r.grain_key = w.grain_key AND r.grain_type = w.grain_type AND r.state_name = w.state_name AND r.service_id = $1
        LIMIT 1
        """;

    // Of the row to be changed only the place is given, so the planner has nothing to find it by but the place. A transaction that
    // changed the row meanwhile has given it another ETag: it is waited for, and then the row doesn't match.
    private const string IsExpected = "s.ctid = f.ctid AND s.etag = w.expected AND s.format <= w.format";

    /// <summary>Changes the rows that have the expected ETag and no newer format. $1–$6 what is expected, $7–$9 what they become.</summary>
    public const string Update = $"""
        UPDATE grain_state AS s
        SET etag = w.etag, format = w.format, modified_at = w.modified_at, payload = w.payload
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
            AS w (grain_key, grain_type, state_name, expected, format, etag, modified_at, payload)
        CROSS JOIN LATERAL (SELECT r.ctid {Row}) AS f
        WHERE {IsExpected}
        """;

    /// <summary>Adds the rows that aren't there. $1–$4 the keys, $5 the formats, $6–$8 the values.</summary>
    public const string Insert = """
        INSERT INTO grain_state (grain_key, grain_type, state_name, service_id, format, etag, modified_at, payload)
        SELECT w.grain_key, w.grain_type, w.state_name, $1, w.format, w.etag, w.modified_at, w.payload
        FROM unnest($2, $3, $4, $5, $6, $7, $8) AS w (grain_key, grain_type, state_name, format, etag, modified_at, payload)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Removes the rows that have the expected ETag and no newer format, and returns their places in the arrays, from 1.</summary>
    public const string Delete = $"""
        DELETE FROM grain_state AS s
        USING unnest($2, $3, $4, $5, $6) WITH ORDINALITY AS w (grain_key, grain_type, state_name, expected, format, place)
        CROSS JOIN LATERAL (SELECT r.ctid {Row}) AS f
        WHERE {IsExpected}
        RETURNING w.place
        """;

    /// <summary>Returns the rows that are there and their places in the arrays, from 1.</summary>
    public const string Find = $"""
        SELECT w.place, s.etag, s.format, s.payload
        FROM unnest($2, $3, $4) WITH ORDINALITY AS w (grain_key, grain_type, state_name, place)
        CROSS JOIN LATERAL (SELECT r.etag, r.format, r.payload {Row}) AS s
        """;

    /// <summary>Needs the right to change the table and a server that takes changes; changes nothing.</summary>
    public const string MayWrite = "DELETE FROM grain_state WHERE false";

    /// <summary>Needs the right to read, and reads.</summary>
    public const string MayRead = "SELECT count(*) FROM (SELECT 1 FROM grain_state LIMIT 1) AS row";
}
