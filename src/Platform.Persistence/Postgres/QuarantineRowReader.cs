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

    private const string RejectedFrom =
        $"{QuarantineRow.SelectRejected} WHERE service_id = $1 AND {QuarantineRow.IsRejected} AND (grain_type, grain_key) > ($2 COLLATE \"C\", $3)";

    private const string OneRejected = $"{QuarantineRow.SelectRejected} WHERE {ParkedParameters.IsGrain} AND {QuarantineRow.IsRejected} {QuarantineRow.GroupRejected}";
    private const string Rejected = $"{RejectedFrom} {QuarantineRow.GroupRejected} {End}";

    // An entity is in it once: in quarantine, or live with rejected outputs.
    private const string All = $"""
        ({Start} AND error_type <> '{QuarantinedEntity.RowMarker}' {End})
        UNION ALL
        ({RejectedFrom} AND NOT EXISTS (SELECT FROM quarantined_entity AS q WHERE q.grain_type = parked_record.grain_type AND q.grain_key = parked_record.grain_key
            AND q.state_name = parked_record.state_name AND q.service_id = parked_record.service_id AND q.error_type <> '{QuarantinedEntity.RowMarker}')
            {QuarantineRow.GroupRejected} {End})
        {End}
        """;

    private const string Redriving = $"{Start} AND redriving {End}";
    private const string OfError = $"{Start} AND error_type = $5 {End}";
    private const string Deferring = $"{Start} AND error_type = '{QuarantinedEntity.RowMarker}' AND since <= $5 {End}";

    public static async Task<QuarantinedEntity?> FindAsync(NpgsqlConnection connection, string serviceId, RowKey key) =>
        await FindAsync(connection, serviceId, key, One) ?? await FindAsync(connection, serviceId, key, OneRejected);

    public static async Task<IReadOnlyList<QuarantinedEntity>> ListAsync(NpgsqlConnection connection, string serviceId, QuarantineQuery query)
    {
        await using var command = connection.Statement(query switch
        {
            { DeferredSince: not null } => Deferring,
            { OnlyRedriving: true } => Redriving,
            { ErrorType: QuarantinedEntity.RejectedOutput } => Rejected,
            { ErrorType: not null } => OfError,
            _ => All,
        });
        command.Parameters.Text(serviceId).Text(query.AfterGrain ?? "").Bytes(Encoding.UTF8.GetBytes(query.AfterKey ?? "")).Number(query.Limit);
        if (query.DeferredSince is not null)
        {
            command.Parameters.Time(query.DeferredSince);
        }
        else if (query is { OnlyRedriving: false, ErrorType: not null and not QuarantinedEntity.RejectedOutput })
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

    private static async Task<QuarantinedEntity?> FindAsync(NpgsqlConnection connection, string serviceId, RowKey key, string sql)
    {
        await using var command = connection.Statement(sql);
        command.Parameters.Grain(serviceId, key);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? QuarantineRow.Read<PostgresColumnFormat>(row) : null;
    }
}
