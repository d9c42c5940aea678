using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Writes and reads oversized records.</summary>
internal static class OversizedRecordRows
{
    // One statement is a transaction of its own. What is there stays, as nothing about it can have changed.
    private const string Insert = """
        INSERT INTO refused_record (service_id, consumer_group, topic, partition, "offset", topic_id, timestamp, record_key, record_value, headers,
            entity, attempts, error_type, error, refusal, refused_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT DO NOTHING
        """;

    private const string Find = $"""
        {OversizedRow.Select}
        WHERE service_id = $1 AND consumer_group = $2 AND topic = $3 AND partition = $4 AND "offset" >= $5
        ORDER BY "offset", topic_id LIMIT $6
        """;

    public static async Task<int> KeepAsync(NpgsqlConnection connection, string serviceId, OversizedRecord record)
    {
        await using var command = connection.Statement(Insert);
        command.Parameters
            .Text(serviceId)
            .Text(record.Group)
            .Text(record.Topic)
            .Number(record.Partition)
            .Number(record.Offset)
            .Id(record.TopicId)
            .Time(record.Timestamp)
            .Bytes(record.Key)
            .Bytes(record.Value)
            .Bytes(HeaderBytes.Write(record.Headers))
            .Text(record.Entity)
            .Number(record.Attempts)
            .Text(record.ErrorType)
            .Text(record.Error)
            .Text(record.Rejection)
            .Time(record.RejectedAt);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<IReadOnlyList<OversizedRecord>> ReadAsync(
        NpgsqlConnection connection, string serviceId, string group, string topic, int partition, long fromOffset, int limit)
    {
        await using var command = connection.Statement(Find);
        command.Parameters.Text(serviceId).Text(group).Text(topic).Number(partition).Number(fromOffset).Number(limit);
        await using var row = await command.ExecuteReaderAsync();
        var records = new List<OversizedRecord>();
        while (await row.ReadAsync())
        {
            records.Add(OversizedRow.Read<PostgresColumnFormat>(row, group, topic, partition));
        }

        return records;
    }
}
