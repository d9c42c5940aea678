using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Writes and reads oversized records. Rare: statements are made for each use.</summary>
internal static class OversizedRecordRows
{
    // One statement is a transaction of its own. What is there stays, as nothing about it can have changed.
    private const string Insert = """
        INSERT INTO refused_record (service_id, consumer_group, topic, partition, "offset", topic_id, timestamp, record_key, record_value, headers,
            entity, attempts, error_type, error, refusal, refused_at)
        VALUES ($service, $group, $topic, $partition, $offset, $topicId, $timestamp, $recordKey, $recordValue, $headers,
            $entity, $attempts, $errorType, $error, $rejection, $rejectedAt)
        ON CONFLICT DO NOTHING
        """;

    private const string Find = $"""
        {OversizedRow.Select}
        WHERE service_id = $service AND consumer_group = $group AND topic = $topic AND partition = $partition AND "offset" >= $from
        ORDER BY "offset", topic_id LIMIT $limit
        """;

    public static void Keep(SqliteConnection connection, string serviceId, OversizedRecord record)
    {
        using var command = connection.Statement(Insert);
        command
            .With("$service", serviceId)
            .With("$group", record.Group)
            .With("$topic", record.Topic)
            .With("$partition", record.Partition)
            .With("$offset", record.Offset)
            .With("$topicId", record.TopicId.ToByteArray(bigEndian: true))
            .With("$timestamp", record.Timestamp.ToUnixTimeMilliseconds())
            .With("$recordKey", record.Key)
            .With("$recordValue", record.Value)
            .With("$headers", HeaderBytes.Write(record.Headers))
            .With("$entity", record.Entity)
            .With("$attempts", record.Attempts)
            .With("$errorType", record.ErrorType)
            .With("$error", record.Error)
            .With("$rejection", record.Rejection)
            .With("$rejectedAt", record.RejectedAt.ToUnixTimeMilliseconds())
            .ExecuteNonQuery();
    }

    public static IReadOnlyList<OversizedRecord> Read(
        SqliteConnection connection, string serviceId, string group, string topic, int partition, long fromOffset, int limit)
    {
        using var command = connection.Statement(Find);
        command
            .With("$service", serviceId)
            .With("$group", group)
            .With("$topic", topic)
            .With("$partition", partition)
            .With("$from", fromOffset)
            .With("$limit", limit);
        using var row = command.ExecuteReader();
        var records = new List<OversizedRecord>();
        while (row.Read())
        {
            records.Add(OversizedRow.Read<SqliteColumnFormat>(row, group, topic, partition));
        }

        return records;
    }
}
