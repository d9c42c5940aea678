using System.Text;
using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Reads which entities are in quarantine.</summary>
internal static class QuarantineRowReader
{
    private const string One = $"{QuarantineRow.Select} WHERE {RowCommand.IsRow} AND error_type <> '{QuarantinedEntity.RowMarker}'";

    private const string Start = $"{QuarantineRow.Select} WHERE service_id = $service AND (grain_type, grain_key) > ($afterType, $afterKey)";
    private const string End = "ORDER BY grain_type, grain_key LIMIT $limit";

    // Each with an index of its own, as on PostgreSQL.
    private const string RejectedFrom = $"{QuarantineRow.SelectRejected} WHERE service_id = $service AND {QuarantineRow.IsRejected} AND (grain_type, grain_key) > ($afterType, $afterKey)";

    private const string OneRejected = $"{QuarantineRow.SelectRejected} WHERE {RowCommand.IsRow} AND {QuarantineRow.IsRejected} {QuarantineRow.GroupRejected}";
    private const string Rejected = $"{RejectedFrom} {QuarantineRow.GroupRejected} {End}";

    // An entity is in it once: in quarantine, or live with rejected outputs.
    private const string All = $"""
        SELECT * FROM ({Start} AND error_type <> '{QuarantinedEntity.RowMarker}' {End})
        UNION ALL
        SELECT * FROM ({RejectedFrom} AND NOT EXISTS (SELECT 1 FROM quarantined_entity AS q WHERE q.grain_type = parked_record.grain_type AND q.grain_key = parked_record.grain_key
            AND q.state_name = parked_record.state_name AND q.service_id = parked_record.service_id AND q.error_type <> '{QuarantinedEntity.RowMarker}')
            {QuarantineRow.GroupRejected} {End})
        {End}
        """;

    private const string Redriving = $"{Start} AND redriving = 1 {End}";
    private const string OfError = $"{Start} AND error_type = $errorType {End}";
    private const string Deferring = $"{Start} AND error_type = '{QuarantinedEntity.RowMarker}' AND since <= $waitsSince {End}";

    public static QuarantinedEntity? Find(SqliteConnection connection, string serviceId, RowKey key) =>
        Find(connection, serviceId, key, One) ?? Find(connection, serviceId, key, OneRejected);

    private static QuarantinedEntity? Find(SqliteConnection connection, string serviceId, RowKey key, string sql)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, sql);
        using var row = command.ExecuteReader();
        return row.Read() ? QuarantineRow.Read<SqliteColumnFormat>(row) : null;
    }

    public static IReadOnlyList<QuarantinedEntity> List(SqliteConnection connection, string serviceId, QuarantineQuery query)
    {
        using var command = connection.Statement(query switch
        {
            { DeferredSince: not null } => Deferring,
            { OnlyRedriving: true } => Redriving,
            { ErrorType: QuarantinedEntity.RejectedOutput } => Rejected,
            { ErrorType: not null } => OfError,
            _ => All,
        })
            .With("$service", serviceId)
            .With("$afterType", query.AfterGrain ?? "")
            .With("$afterKey", Encoding.UTF8.GetBytes(query.AfterKey ?? ""))
            .With("$limit", query.Limit);
        if (query.DeferredSince is { } since)
        {
            command.With("$waitsSince", since.ToUnixTimeMilliseconds());
        }
        else if (query is { OnlyRedriving: false, ErrorType: { } errorType and not QuarantinedEntity.RejectedOutput })
        {
            command.With("$errorType", errorType);
        }

        using var row = command.ExecuteReader();
        var entities = new List<QuarantinedEntity>();
        while (row.Read())
        {
            entities.Add(QuarantineRow.Read<SqliteColumnFormat>(row));
        }

        return entities;
    }
}
