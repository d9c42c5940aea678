using System.Text;
using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Reads which entities are in quarantine.</summary>
internal static class QuarantineRowReader
{
    private const string One = $"{QuarantineRow.Select} WHERE {ParkedParameters.IsGrain} AND error_type <> '{QuarantinedEntity.RowMarker}'";

    // The first page comes after the empty type, which no grain has: conditions without OR, so that a page begins where the last one ended,
    // and each with an index of its own: every silo looks for redrives every few seconds.
    private const string Start = $"{QuarantineRow.Select} WHERE service_id = $1 AND (grain_type, grain_key) > ($2 COLLATE \"C\", $3)";
    private const string End = "ORDER BY grain_type, grain_key LIMIT $4";

    private const string All = $"{Start} AND error_type <> '{QuarantinedEntity.RowMarker}' {End}";
    private const string Redriving = $"{Start} AND redriving {End}";
    private const string OfError = $"{Start} AND error_type = $5 {End}";
    private const string Deferring = $"{Start} AND error_type = '{QuarantinedEntity.RowMarker}' AND since <= $5 {End}";

    public static async Task<QuarantinedEntity?> FindAsync(NpgsqlConnection connection, string serviceId, RowKey key)
    {
        await using var command = connection.Statement(One);
        command.Parameters.Grain(serviceId, key);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? QuarantineRow.Read<PostgresColumnFormat>(row) : null;
    }

    public static async Task<IReadOnlyList<QuarantinedEntity>> ListAsync(NpgsqlConnection connection, string serviceId, QuarantineQuery query)
    {
        await using var command = connection.Statement(query switch
        {
            { DeferredSince: not null } => Deferring,
            { OnlyRedriving: true } => Redriving,
            { ErrorType: not null } => OfError,
            _ => All,
        });
        command.Parameters.Text(serviceId).Text(query.AfterGrain ?? "").Bytes(Encoding.UTF8.GetBytes(query.AfterKey ?? "")).Number(query.Limit);
        if (query.DeferredSince is not null)
        {
            command.Parameters.Time(query.DeferredSince);
        }
        else if (query is { OnlyRedriving: false, ErrorType: not null })
        {
            command.Parameters.Text(query.ErrorType);
        }

        await using var row = await command.ExecuteReaderAsync();
        var entities = new List<QuarantinedEntity>();
        while (await row.ReadAsync())
        {
            entities.Add(QuarantineRow.Read<PostgresColumnFormat>(row));
        }

        return entities;
    }
}
