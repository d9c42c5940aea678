using System.Text;
using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Changes parked records and quarantines within the transaction that wrote their states: one round trip for all of them.</summary>
internal static class ParkedRowWriter
{
    private const string Insert = """
        INSERT INTO parked_record (grain_key, grain_type, state_name, service_id, sequence, topic, topic_id, partition, "offset", leader_epoch,
            timestamp, record_key, record_value, headers, event_id, event_type, error_type, error, parked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        """;

    private const string Remove = $"DELETE FROM parked_record WHERE {ParkedParameters.IsGrain} AND sequence <= $5 AND dropped_at IS NULL";

    private const string Drop = $"""
        UPDATE parked_record SET dropped_at = $5, drop_reason = $6
        WHERE {ParkedParameters.IsGrain} AND sequence BETWEEN $7 AND $8 AND dropped_at IS NULL
        """;

    private const string Release = $"DELETE FROM quarantined_entity WHERE {ParkedParameters.IsGrain}";

    private const string Quarantine = """
        INSERT INTO quarantined_entity AS q (grain_key, grain_type, state_name, service_id, since, error_type, error, event_id, event_type,
            topic, partition, "offset", waiting, redriving)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (grain_type, grain_key, state_name, service_id) DO UPDATE SET since = excluded.since, error_type = excluded.error_type,
            error = excluded.error, event_id = excluded.event_id, event_type = excluded.event_type, topic = excluded.topic,
            partition = excluded.partition, "offset" = excluded."offset", waiting = excluded.waiting, redriving = excluded.redriving
        """;

    /// <summary>Applies what the writes that succeeded do to their grains' parked records.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, string serviceId, IReadOnlyList<RowWrite> writes, WriteOutcome[] outcomes)
    {
        await using var statements = new NpgsqlBatch(connection);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (writes[i].Parking is { } change && outcomes[i].Status == WriteStatus.Written)
            {
                Add(statements, serviceId, writes[i].Key, change);
            }
        }

        if (statements.BatchCommands.Count > 0)
        {
            await statements.ExecuteNonQueryAsync();
        }
    }

    private static void Add(NpgsqlBatch statements, string serviceId, RowKey key, ParkingChange change)
    {
        foreach (var record in change.Add)
        {
            Park(statements.Begin(Insert, serviceId, key), record);
        }

        if (change.RemoveThrough > 0)
        {
            statements.Begin(Remove, serviceId, key).Number(change.RemoveThrough);
        }

        if (change.Drop is { } drop)
        {
            statements.Begin(Drop, serviceId, key).Time(drop.At).Text(drop.Reason).Number(drop.FirstSequence).Number(drop.LastSequence);
        }

        if (change.Quarantine is { } entity)
        {
            Put(statements.Begin(Quarantine, serviceId, key), entity);
        }
        else
        {
            statements.Begin(Release, serviceId, key);
        }
    }

    private static NpgsqlParameterCollection Begin(this NpgsqlBatch statements, string sql, string serviceId, RowKey key)
    {
        var command = new NpgsqlBatchCommand(sql);
        statements.BatchCommands.Add(command);
        return command.Parameters.Grain(serviceId, key);
    }

    private static void Park(NpgsqlParameterCollection parameters, ParkedRecord record) => parameters
        .Number(record.Sequence)
        .Text(record.Topic)
        .Id(record.TopicId)
        .Number(record.Partition)
        .Number(record.Offset)
        .Number(record.LeaderEpoch)
        .Time(record.Timestamp)
        .Bytes(record.Key is null ? null : Encoding.UTF8.GetBytes(record.Key))
        .Bytes(record.Value)
        .Bytes(HeaderBytes.Write(record.Headers))
        .Text(record.EventId)
        .Text(record.EventType)
        .Text(record.ErrorType)
        .Text(record.Error)
        .Time(record.ParkedAt);

    private static void Put(NpgsqlParameterCollection parameters, QuarantinedEntity entity) => parameters
        .Time(entity.Since)
        .Text(entity.ErrorType)
        .Text(entity.Error)
        .Text(entity.EventId)
        .Text(entity.EventType)
        .Text(entity.Topic)
        .Number(entity.Partition)
        .Number(entity.Offset)
        .Number(entity.Parked)
        .Flag(entity.IsRedriving);
}
