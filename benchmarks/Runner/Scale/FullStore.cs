namespace Benchmarks;

/// <summary>A database of the shop with many orders, made from a few.</summary>
internal static class FullStore
{
    /// <summary>Copies rows under other keys until there are so many.</summary>
    /// <returns>The bytes of a row's state.</returns>
    public static async Task<long> GrowAsync(PostgresServer postgres, string database, long rows, CancellationToken stop)
    {
        var columns = await postgres.ScalarAsync<string>(
            database,
            """
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = 'grain_state'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'grain_key'
            """,
            stop);
        var there = await postgres.ScalarAsync<long>(database, "SELECT count(*) FROM grain_state", stop);
        await postgres.ExecuteAsync(
            database,
            $"""
            INSERT INTO grain_state (grain_key, {columns})
            SELECT grain_key || convert_to('-' || copy, 'UTF8'), {columns} FROM grain_state, generate_series(1, {rows / there - 1}) AS copy
            """,
            stop);
        await postgres.CheckpointAsync(stop);
        return await postgres.ScalarAsync<long>(database, "SELECT avg(octet_length(payload))::bigint FROM grain_state TABLESAMPLE SYSTEM (1)", stop);
    }
}
