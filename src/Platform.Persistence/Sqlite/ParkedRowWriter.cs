using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>Changes a grain's parked records and its quarantine, within the writer's transaction. Rare: statements are made for each use.</summary>
internal static class ParkedRowWriter
{
    private const string Insert = """
        INSERT INTO parked_record (grain_key, grain_type, state_name, service_id, sequence, topic, topic_id, partition, "offset", leader_epoch,
            timestamp, record_key, record_value, headers, event_id, event_type, error_type, error, parked_at)
        VALUES ($key, $type, $state, $service, $sequence, $topic, $topicId, $partition, $offset, $epoch,
            $timestamp, $recordKey, $recordValue, $headers, $eventId, $eventType, $errorType, $error, $parkedAt)
        """;

    private const string Remove = $"DELETE FROM parked_record WHERE {RowCommand.IsRow} AND sequence <= $through AND dropped_at IS NULL";

    private const string Drop = $"""
        UPDATE parked_record SET dropped_at = $at, drop_reason = $reason
        WHERE {RowCommand.IsRow} AND sequence BETWEEN $first AND $last AND dropped_at IS NULL
        """;

    private const string RemoveOutput = $"DELETE FROM parked_record WHERE {RowCommand.IsRow} AND sequence = $sequence AND {QuarantineRow.IsRejected}";

    private const string DropOutput = $"""
        UPDATE parked_record SET error_type = '{QuarantinedEntity.DroppedOutput}', dropped_at = $at, drop_reason = $reason
        WHERE {RowCommand.IsRow} AND sequence = $sequence AND {QuarantineRow.IsRejected}
        """;

    private const string Release = $"DELETE FROM quarantined_entity WHERE {RowCommand.IsRow}";

    private const string Quarantine = """
        INSERT OR REPLACE INTO quarantined_entity (grain_key, grain_type, state_name, service_id, since, error_type, error, event_id, event_type,
            topic, partition, "offset", waiting, redriving)
        VALUES ($key, $type, $state, $service, $since, $errorType, $error, $eventId, $eventType, $topic, $partition, $offset, $waiting, $redriving)
        """;

    public static void Apply(SqliteConnection connection, string serviceId, RowKey key, ParkingChange change)
    {
        foreach (var record in change.Add)
        {
            Add(connection, serviceId, key, record);
        }

        if (change.RemoveThrough > 0)
        {
            using var remove = ParkedCommand.For(connection, serviceId, key, Remove);
            remove.With("$through", change.RemoveThrough).ExecuteNonQuery();
        }

        if (change.Drop is { } drop)
        {
            using var command = ParkedCommand.For(connection, serviceId, key, Drop);
            command.With("$first", drop.FirstSequence).With("$last", drop.LastSequence).With("$reason", drop.Reason)
                .With("$at", drop.At.ToUnixTimeMilliseconds()).ExecuteNonQuery();
        }

        foreach (var sequence in change.Outputs?.Sequences ?? [])
        {
            Settle(connection, serviceId, key, sequence, change.Outputs!);
        }

        Set(connection, serviceId, key, change.Quarantine);
    }

    private static void Settle(SqliteConnection connection, string serviceId, RowKey key, long sequence, SettledOutputs outputs)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, outputs.DropReason is null ? RemoveOutput : DropOutput);
        command.With("$sequence", sequence);
        if (outputs.DropReason is not null)
        {
            command.With("$reason", outputs.DropReason).With("$at", outputs.At.ToUnixTimeMilliseconds());
        }

        command.ExecuteNonQuery();
    }

    private static void Add(SqliteConnection connection, string serviceId, RowKey key, ParkedRecord record)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, Insert);
        command
            .With("$sequence", record.Sequence)
            .With("$topic", record.Topic)
            .With("$topicId", record.TopicId.ToByteArray(bigEndian: true))
            .With("$partition", record.Partition)
            .With("$offset", record.Offset)
            .With("$epoch", record.LeaderEpoch)
            .With("$timestamp", record.Timestamp.ToUnixTimeMilliseconds())
            .With("$recordKey", record.Key)
            .With("$recordValue", record.Value)
            .With("$headers", HeaderBytes.Write(record.Headers))
            .With("$eventId", record.EventId)
            .With("$eventType", record.EventType)
            .With("$errorType", record.ErrorType)
            .With("$error", record.Error)
            .With("$parkedAt", record.ParkedAt.ToUnixTimeMilliseconds())
            .ExecuteNonQuery();
    }

    private static void Set(SqliteConnection connection, string serviceId, RowKey key, QuarantinedEntity? entity)
    {
        using var command = ParkedCommand.For(connection, serviceId, key, entity is null ? Release : Quarantine);
        if (entity is not null)
        {
            command
                .With("$since", entity.Since.ToUnixTimeMilliseconds())
                .With("$errorType", entity.ErrorType)
                .With("$error", entity.Error)
                .With("$eventId", entity.EventId)
                .With("$eventType", entity.EventType)
                .With("$topic", entity.Topic)
                .With("$partition", entity.Partition)
                .With("$offset", entity.Offset)
                .With("$waiting", entity.Parked)
                .With("$redriving", entity.IsRedriving ? 1 : 0);
        }

        command.ExecuteNonQuery();
    }
}
