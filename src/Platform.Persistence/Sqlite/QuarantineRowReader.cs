using System.Text;
using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Reads which entities are in quarantine.</summary>
internal static class QuarantineRowReader
{
    private const string Select = """
        SELECT grain_type, grain_key, since, error_type, error, event_id, event_type, topic, partition, "offset", waiting, redriving
        FROM quarantined_entity
        """;

    private const string One = $"{Select} WHERE {RowCommand.IsRow} AND error_type <> '{QuarantinedEntity.RowMarker}'";

    private const string Page = $"""
        {Select} WHERE service_id = $service
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
        return row.Read() ? Entity(row) : null;
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
            entities.Add(Entity(row));
        }

        return entities;
    }

    private static QuarantinedEntity Entity(SqliteDataReader row) => new()
    {
        Grain = row.GetString(0),
        Key = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1)),
        Since = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
        ErrorType = row.GetString(3),
        Error = row.GetString(4),
        EventId = row.TextOrNull(5),
        EventType = row.TextOrNull(6),
        Topic = row.GetString(7),
        Partition = row.GetInt32(8),
        Offset = row.GetInt64(9),
        Parked = row.GetInt64(10),
        IsRedriving = row.GetInt64(11) != 0,
    };
}
