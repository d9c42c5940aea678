using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>
/// Changes parked records and quarantines within the transaction that wrote their states: at most one statement of each kind, one
/// round trip for all. No grain comes twice, so each one's changes are in the order of the kinds. Owned by one batch.
/// </summary>
internal sealed class ParkedRowWriter(NpgsqlBatch statements, string serviceId)
{
    /// <summary>Applies what the writes that succeeded do to their grains' parked records.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, string serviceId, IReadOnlyList<RowWrite> writes, WriteOutcome[] outcomes)
    {
        var changed = writes.Where((write, i) => write.Parking is not null && outcomes[i].Status == WriteStatus.Written).ToArray();
        if (changed.Length == 0)
        {
            return;
        }

        await using var statements = new NpgsqlBatch(connection);
        new ParkedRowWriter(statements, serviceId).Add(changed);
        await statements.PrepareAsync();
        await statements.ExecuteNonQueryAsync();
    }

    private void Add(RowWrite[] writes)
    {
        Park([.. writes.SelectMany(static write => write.Parking!.Add, static (write, record) => (write.Key, record))]);
        Remove([.. writes.Where(static write => write.Parking!.RemoveThrough > 0).Select(static write => (write.Key, write.Parking!.RemoveThrough))]);
        Drop([.. writes.Where(static write => write.Parking!.Drop is not null).Select(static write => (write.Key, write.Parking!.Drop!))]);
        RemoveOutputs(SequencesOf(writes, static outputs => outputs.DropReason is null));
        DropOutputs(SequencesOf(writes, static outputs => outputs.DropReason is not null));
        Release([.. writes.Where(static write => write.Parking!.Quarantine is null).Select(static write => (write.Key, true))]);
        Quarantine([.. writes.Where(static write => write.Parking!.Quarantine is not null).Select(static write => (write.Key, write.Parking!.Quarantine!))]);
    }

    private void Park((RowKey, ParkedRecord)[] records) => Begin(ParkedStatements.Insert, records)?
        .Numbers(static record => record.Sequence)
        .Texts(static record => record.Topic)
        .Column(static record => record.TopicId, NpgsqlDbType.Uuid)
        .Column(static record => record.Partition, NpgsqlDbType.Integer)
        .Numbers(static record => record.Offset)
        .Column(static record => record.LeaderEpoch, NpgsqlDbType.Integer)
        .Times(static record => record.Timestamp)
        .Column(static record => record.Key is null ? null : Encoding.UTF8.GetBytes(record.Key), NpgsqlDbType.Bytea)
        .Column(static record => record.Value, NpgsqlDbType.Bytea)
        .Column(static record => HeaderBytes.Write(record.Headers), NpgsqlDbType.Bytea)
        .Texts(static record => record.EventId)
        .Texts(static record => record.EventType)
        .Texts(static record => record.ErrorType)
        .Texts(static record => record.Error)
        .Times(static record => record.ParkedAt);

    private void Remove((RowKey, long)[] through) => Begin(ParkedStatements.Remove, through)?
        .Numbers(static sequence => sequence);

    private void Drop((RowKey, ParkedDrop)[] drops) => Begin(ParkedStatements.Drop, drops)?
        .Numbers(static drop => drop.FirstSequence)
        .Numbers(static drop => drop.LastSequence)
        .Times(static drop => drop.At)
        .Texts(static drop => drop.Reason);

    private void RemoveOutputs((RowKey, (long Sequence, SettledOutputs Of))[] outputs) => Begin(ParkedStatements.RemoveOutputs, outputs)?
        .Numbers(static output => output.Sequence);

    private void DropOutputs((RowKey, (long Sequence, SettledOutputs Of))[] outputs) => Begin(ParkedStatements.DropOutputs, outputs)?
        .Numbers(static output => output.Sequence)
        .Times(static output => output.Of.At)
        .Texts(static output => output.Of.DropReason);

    private static (RowKey, (long Sequence, SettledOutputs Of))[] SequencesOf(RowWrite[] writes, Func<SettledOutputs, bool> isOf) =>
    [
        .. from write in writes
           let outputs = write.Parking!.Outputs
           where outputs is not null && isOf(outputs)
           from sequence in outputs.Sequences
           select (write.Key, (sequence, outputs)),
    ];

    private void Release((RowKey, bool)[] released) => Begin(ParkedStatements.Release, released);

    private void Quarantine((RowKey, QuarantinedEntity)[] entities) => Begin(ParkedStatements.Quarantine, entities)?
        .Times(static entity => entity.Since)
        .Texts(static entity => entity.ErrorType)
        .Texts(static entity => entity.Error)
        .Texts(static entity => entity.EventId)
        .Texts(static entity => entity.EventType)
        .Texts(static entity => entity.Topic)
        .Column(static entity => entity.Partition, NpgsqlDbType.Integer)
        .Numbers(static entity => entity.Offset)
        .Numbers(static entity => entity.Parked)
        .Column(static entity => entity.IsRedriving, NpgsqlDbType.Boolean);

    /// <summary>A statement about these grains, or null where there are none.</summary>
    private ParkedColumns<T>? Begin<T>(string sql, (RowKey Key, T Value)[] rows)
    {
        if (rows.Length == 0)
        {
            return null;
        }

        var command = new NpgsqlBatchCommand(sql);
        statements.BatchCommands.Add(command);
        command.Parameters.AddKeys(serviceId, Array.ConvertAll(rows, static row => row.Key));
        return new ParkedColumns<T>(command.Parameters, Array.ConvertAll(rows, static row => row.Value));
    }
}
