using System.Text;
using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Reads which entities are in quarantine.</summary>
internal static class QuarantineRowReader
{
    private const string Select = """
        SELECT grain_type, grain_key, since, error_type, error, event_id, event_type, topic, partition, "offset", waiting, redriving
        FROM quarantined_entity
        """;

    private const string One = $"{Select} WHERE {ParkedParameters.IsGrain} AND error_type <> '{QuarantinedEntity.RowMarker}'";

    private const string Page = $"""
        {Select} WHERE service_id = $1
            AND ($2 IS NULL OR error_type = $2)
            AND (redriving OR NOT $3)
            AND CASE WHEN $7::timestamptz IS NULL THEN error_type <> '{QuarantinedEntity.RowMarker}' ELSE error_type = '{QuarantinedEntity.RowMarker}' AND since <= $7 END
            AND ($4 IS NULL OR (grain_type, grain_key) > ($4 COLLATE "C", $5))
        ORDER BY grain_type, grain_key LIMIT $6
        """;

    public static async Task<QuarantinedEntity?> FindAsync(NpgsqlConnection connection, string serviceId, RowKey key)
    {
        await using var command = connection.Statement(One);
        command.Parameters.Grain(serviceId, key);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? Entity(row) : null;
    }

    public static async Task<IReadOnlyList<QuarantinedEntity>> ListAsync(NpgsqlConnection connection, string serviceId, QuarantineQuery query)
    {
        await using var command = connection.Statement(Page);
        command.Parameters.Text(serviceId).Text(query.ErrorType).Flag(query.OnlyRedriving)
            .Text(query.AfterGrain).Bytes(Encoding.UTF8.GetBytes(query.AfterKey ?? "")).Number(query.Limit).Time(query.DeferredSince);
        await using var row = await command.ExecuteReaderAsync();
        var entities = new List<QuarantinedEntity>();
        while (await row.ReadAsync())
        {
            entities.Add(Entity(row));
        }

        return entities;
    }

    private static QuarantinedEntity Entity(NpgsqlDataReader row) => new()
    {
        Grain = row.GetString(0),
        Key = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1)),
        Since = row.GetFieldValue<DateTimeOffset>(2),
        ErrorType = row.GetString(3),
        Error = row.GetString(4),
        EventId = row.TextOrNull(5),
        EventType = row.TextOrNull(6),
        Topic = row.GetString(7),
        Partition = row.GetInt32(8),
        Offset = row.GetInt64(9),
        Parked = row.GetInt64(10),
        IsRedriving = row.GetBoolean(11),
    };
}
