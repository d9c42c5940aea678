using System.Text;
using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Reads which entities are in quarantine.</summary>
internal static class QuarantineRowReader
{
    private const string One = $"{QuarantineRow.Select} WHERE {RowCommand.IsRow} AND error_type <> '{QuarantinedEntity.RowMarker}'";

    private const string Page = $"""
        {QuarantineRow.Select} WHERE service_id = $service
            AND ($errorType IS NULL OR error_type = $errorType)
            AND ($onlyRedriving = 0 OR redriving = 1)
            AND CASE WHEN $waitsSince IS NULL THEN error_type <> '{QuarantinedEntity.RowMarker}' ELSE error_type = '{QuarantinedEntity.RowMarker}' AND since <= $waitsSince END
            AND ($afterType IS NULL OR (grain_type, grain_key) > ($afterType, $afterKey))
        ORDER BY grain_type, grain_key LIMIT $limit
        """;

    public static QuarantinedEntity? Find(SqliteConnection connection, string serviceId, RowKey key)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, One);
        using var row = command.ExecuteReader();
        return row.Read() ? QuarantineRow.Read<SqliteColumnFormat>(row) : null;
    }

    public static IReadOnlyList<QuarantinedEntity> List(SqliteConnection connection, string serviceId, QuarantineQuery query)
    {
        using var command = connection.Statement(Page)
            .With("$service", serviceId)
            .With("$errorType", query.ErrorType)
            .With("$onlyRedriving", query.OnlyRedriving ? 1 : 0)
            .With("$afterType", query.AfterGrain)
            .With("$afterKey", Encoding.UTF8.GetBytes(query.AfterKey ?? ""))
            .With("$waitsSince", query.DeferredSince?.ToUnixTimeMilliseconds())
            .With("$limit", query.Limit);
        using var row = command.ExecuteReader();
        var entities = new List<QuarantinedEntity>();
        while (row.Read())
        {
            entities.Add(QuarantineRow.Read<SqliteColumnFormat>(row));
        }

        return entities;
    }
}
