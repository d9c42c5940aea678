using System.Text;
using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Reads a grain's parked records.</summary>
internal static class ParkedRowReader
{
    private const string Select = """
        SELECT sequence, topic, topic_id, partition, "offset", leader_epoch, timestamp, record_key, record_value, headers,
            event_id, event_type, error_type, error, parked_at, dropped_at, drop_reason
        FROM parked_record
        """;

    private const string Parked = $"{Select} WHERE {ParkedParameters.IsGrain} AND sequence >= $5 AND dropped_at IS NULL ORDER BY sequence LIMIT $6";

    private const string Dropped = $"{Select} WHERE {ParkedParameters.IsGrain} AND sequence >= $5 AND dropped_at IS NOT NULL ORDER BY sequence LIMIT $6";

    private const string At = $"""
        {Select} WHERE {ParkedParameters.IsGrain} AND topic = $5 AND partition = $6 AND "offset" BETWEEN $7 AND $8 ORDER BY "offset"
        """;

    public static async Task<IReadOnlyList<ParkedRecord>> ReadAsync(
        NpgsqlConnection connection, string serviceId, RowKey key, bool isDropped, long fromSequence, int limit)
    {
        await using var command = connection.Statement(isDropped ? Dropped : Parked);
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
            records.Add(Record(row));
        }

        return records;
    }

    private static ParkedRecord Record(NpgsqlDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Topic = row.GetString(1),
        TopicId = row.GetGuid(2),
        Partition = row.GetInt32(3),
        Offset = row.GetInt64(4),
        LeaderEpoch = row.GetInt32(5),
        Timestamp = row.GetFieldValue<DateTimeOffset>(6),
        Key = row.BytesOrNull(7) is { } key ? Encoding.UTF8.GetString(key) : null,
        Value = row.BytesOrNull(8),
        Headers = HeaderBytes.Read(row.GetFieldValue<byte[]>(9)),
        EventId = row.TextOrNull(10),
        EventType = row.TextOrNull(11),
        ErrorType = row.GetString(12),
        Error = row.GetString(13),
        ParkedAt = row.GetFieldValue<DateTimeOffset>(14),
        DroppedAt = row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
        DropReason = row.TextOrNull(16),
    };
}
