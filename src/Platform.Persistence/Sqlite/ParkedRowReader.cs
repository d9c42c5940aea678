using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Reads a grain's parked records.</summary>
internal static class ParkedRowReader
{
    private const string Select = """
        SELECT sequence, topic, topic_id, partition, "offset", leader_epoch, timestamp, record_key, record_value, headers,
            event_id, event_type, error_type, error, parked_at, dropped_at, drop_reason
        FROM parked_record
        """;

    private const string Parked = $"{Select} WHERE {RowCommand.IsRow} AND sequence >= $from AND dropped_at IS NULL ORDER BY sequence LIMIT $limit";

    private const string Dropped = $"{Select} WHERE {RowCommand.IsRow} AND sequence >= $from AND dropped_at IS NOT NULL ORDER BY sequence LIMIT $limit";

    private const string At = $"""
        {Select} WHERE {RowCommand.IsRow} AND topic = $topic AND partition = $partition AND "offset" BETWEEN $fromOffset AND $toOffset ORDER BY "offset"
        """;

    public static IReadOnlyList<ParkedRecord> Read(SqliteConnection connection, string serviceId, RowKey key, bool isDropped, long fromSequence, int limit)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, isDropped ? Dropped : Parked);
        return All(command.With("$from", fromSequence).With("$limit", limit));
    }

    public static IReadOnlyList<ParkedRecord> Find(
        SqliteConnection connection, string serviceId, RowKey key, string topic, int partition, long fromOffset, long toOffset)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, At);
        return All(command.With("$topic", topic).With("$partition", partition).With("$fromOffset", fromOffset).With("$toOffset", toOffset));
    }

    private static List<ParkedRecord> All(SqliteCommand command)
    {
        using var row = command.ExecuteReader();
        var records = new List<ParkedRecord>();
        while (row.Read())
        {
            records.Add(Record(row));
        }

        return records;
    }

    private static ParkedRecord Record(SqliteDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Topic = row.GetString(1),
        TopicId = new Guid(row.GetFieldValue<byte[]>(2), bigEndian: true),
        Partition = row.GetInt32(3),
        Offset = row.GetInt64(4),
        LeaderEpoch = row.GetInt32(5),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        Key = row.TextOrNull(7),
        Value = row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8),
        Headers = HeaderBytes.Read(row.GetFieldValue<byte[]>(9)),
        EventId = row.TextOrNull(10),
        EventType = row.TextOrNull(11),
        ErrorType = row.GetString(12),
        Error = row.GetString(13),
        ParkedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)),
        DroppedAt = row.IsDBNull(15) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(15)),
        DropReason = row.TextOrNull(16),
    };
}
