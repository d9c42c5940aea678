using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Reads a grain's parked records.</summary>
internal static class ParkedRowReader
{
    private const string Parked = $"{ParkedRow.Select} WHERE {ParkedParameters.IsGrain} AND sequence >= $5 AND dropped_at IS NULL ORDER BY sequence LIMIT $6";

    private const string Dropped = $"{ParkedRow.Select} WHERE {ParkedParameters.IsGrain} AND sequence >= $5 AND dropped_at IS NOT NULL ORDER BY sequence LIMIT $6";

    private const string Rejected = $"{ParkedRow.Select} WHERE {ParkedParameters.IsGrain} AND sequence >= $5 AND {QuarantineRow.IsRejected} ORDER BY sequence LIMIT $6";

    private const string At = $"""
        {ParkedRow.Select} WHERE {ParkedParameters.IsGrain} AND topic = $5 AND partition = $6 AND "offset" BETWEEN $7 AND $8 ORDER BY "offset"
        """;

    public static async Task<IReadOnlyList<ParkedRecord>> ReadAsync(
        NpgsqlConnection connection, string serviceId, RowKey key, ParkedKind kind, long fromSequence, int limit)
    {
        await using var command = connection.Statement(kind switch
        {
            ParkedKind.Parked => Parked,
            ParkedKind.Dropped => Dropped,
            _ => Rejected,
        });
        command.Parameters.Grain(serviceId, key).Number(fromSequence).Number(limit);
        return await AllAsync(command);
    }

    public static async Task<IReadOnlyList<ParkedRecord>> FindAsync(
        NpgsqlConnection connection, string serviceId, RowKey key, string topic, int partition, long fromOffset, long toOffset)
    {
        await using var command = connection.Statement(At);
        command.Parameters.Grain(serviceId, key).Text(topic).Number(partition).Number(fromOffset).Number(toOffset);
        return await AllAsync(command);
    }

    private static async Task<IReadOnlyList<ParkedRecord>> AllAsync(NpgsqlCommand command)
    {
        await using var row = await command.ExecuteReaderAsync();
        var records = new List<ParkedRecord>();
        while (await row.ReadAsync())
        {
            records.Add(ParkedRow.Read<PostgresColumnFormat>(row));
        }

        return records;
    }
}
