using System.Text;
using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Reads which entities are in quarantine.</summary>
internal static class QuarantineRowReader
{
    private const string One = $"{QuarantineRow.Select} WHERE {ParkedParameters.IsGrain} AND error_type <> '{QuarantinedEntity.RowMarker}'";

    // The first page comes after the empty type, which no grain has: a condition without OR, so that a page begins where the last one ended.
    private const string Page = $"""
        {QuarantineRow.Select} WHERE service_id = $1
            AND ($2 IS NULL OR error_type = $2)
            AND (redriving OR NOT $3)
            AND CASE WHEN $7::timestamptz IS NULL THEN error_type <> '{QuarantinedEntity.RowMarker}' ELSE error_type = '{QuarantinedEntity.RowMarker}' AND since <= $7 END
            AND (grain_type, grain_key) > ($4 COLLATE "C", $5)
        ORDER BY grain_type, grain_key LIMIT $6
        """;

    public static async Task<QuarantinedEntity?> FindAsync(NpgsqlConnection connection, string serviceId, RowKey key)
    {
        await using var command = connection.Statement(One);
        command.Parameters.Grain(serviceId, key);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? QuarantineRow.Read<PostgresColumnFormat>(row) : null;
    }

    public static async Task<IReadOnlyList<QuarantinedEntity>> ListAsync(NpgsqlConnection connection, string serviceId, QuarantineQuery query)
    {
        await using var command = connection.Statement(Page);
        command.Parameters.Text(serviceId).Text(query.ErrorType).Flag(query.OnlyRedriving)
            .Text(query.AfterGrain ?? "").Bytes(Encoding.UTF8.GetBytes(query.AfterKey ?? "")).Number(query.Limit).Time(query.DeferredSince);
        await using var row = await command.ExecuteReaderAsync();
        var entities = new List<QuarantinedEntity>();
        while (await row.ReadAsync())
        {
            entities.Add(QuarantineRow.Read<PostgresColumnFormat>(row));
        }

        return entities;
    }
}
