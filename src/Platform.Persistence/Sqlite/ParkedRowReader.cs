using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Reads a grain's parked records.</summary>
internal static class ParkedRowReader
{
    private const string Parked = $"{ParkedRow.Select} WHERE {RowCommand.IsRow} AND sequence >= $from AND dropped_at IS NULL ORDER BY sequence LIMIT $limit";

    private const string Dropped = $"{ParkedRow.Select} WHERE {RowCommand.IsRow} AND sequence >= $from AND dropped_at IS NOT NULL ORDER BY sequence LIMIT $limit";

    private const string Rejected = $"{ParkedRow.Select} WHERE {RowCommand.IsRow} AND sequence >= $from AND {QuarantineRow.IsRejected} ORDER BY sequence LIMIT $limit";

    private const string At = $"""
        {ParkedRow.Select} WHERE {RowCommand.IsRow} AND topic = $topic AND partition = $partition AND "offset" BETWEEN $fromOffset AND $toOffset ORDER BY "offset"
        """;

    public static IReadOnlyList<ParkedRecord> Read(SqliteConnection connection, string serviceId, RowKey key, ParkedKind kind, long fromSequence, int limit)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, kind switch
        {
            ParkedKind.Parked => Parked,
            ParkedKind.Dropped => Dropped,
            _ => Rejected,
        });
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
            records.Add(ParkedRow.Read<SqliteColumnFormat>(row));
        }

        return records;
    }
}
