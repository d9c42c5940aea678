using Npgsql;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>Applies the writes of one batch within a transaction: at most one statement of each kind. Owned by one batch.</summary>
internal sealed class RowWriter(NpgsqlConnection connection, string serviceId)
{
    /// <summary>The outcomes have the order of the writes.</summary>
    public async Task<WriteOutcome[]> WriteAsync(IReadOnlyList<RowWrite> writes)
    {
        var batch = new SortedWrites(writes);
        var deleted = await DeleteAsync(batch.Deletes);
        if (await PutAsync(batch) && deleted.Count == batch.Deletes.Length && batch.Lookups == 0)
        {
            return Enumerable.Repeat(WriteOutcome.Written, writes.Count).ToArray();
        }

        var keys = writes.Select(static write => write.Key).ToArray();
        var rows = await new RowReader(connection, serviceId).ReadAsync(keys);
        return writes.Select((write, i) => OutcomeOf(write, rows[i], deleted)).ToArray();
    }

    /// <summary>True when every row was as expected.</summary>
    private async Task<bool> PutAsync(SortedWrites batch)
    {
        await using var statements = new NpgsqlBatch(connection);
        if (batch.Updates.Length > 0)
        {
            var update = new NpgsqlBatchCommand(RowStatements.Update);
            update.Parameters.AddExpected(serviceId, batch.Updates);
            update.Parameters.AddValues(batch.Updates);
            statements.BatchCommands.Add(update);
        }

        if (batch.Inserts.Length > 0)
        {
            var insert = new NpgsqlBatchCommand(RowStatements.Insert);
            insert.Parameters.AddNew(serviceId, batch.Inserts);
            insert.Parameters.AddValues(batch.Inserts);
            statements.BatchCommands.Add(insert);
        }

        if (statements.BatchCommands.Count == 0)
        {
            return true;
        }

        await statements.PrepareAsync();
        return await statements.ExecuteNonQueryAsync() == batch.Updates.Length + batch.Inserts.Length;
    }

    private async Task<HashSet<RowKey>> DeleteAsync(RowWrite[] deletes)
    {
        var deleted = new HashSet<RowKey>();
        if (deletes.Length > 0)
        {
            await using var command = connection.Statement(RowStatements.Delete);
            command.Parameters.AddExpected(serviceId, deletes);
            await command.PrepareAsync();
            await using var places = await command.ExecuteReaderAsync();
            while (await places.ReadAsync())
            {
                deleted.Add(deletes[places.GetInt64(0) - 1].Key);
            }
        }

        return deleted;
    }

    /// <summary>What became of a write, found from the row as the transaction sees it now: an ETag is ours alone.</summary>
    private static WriteOutcome OutcomeOf(RowWrite write, StoredRow? row, HashSet<RowKey> deleted)
    {
        var written = (write.Change, write.ExpectedETag) switch
        {
            (not RowChange.Put, null) => row is null,
            (RowChange.Delete, _) => deleted.Contains(write.Key),
            _ => row?.ETag == write.NewETag,
        };
        return written ? WriteOutcome.Written : WriteOutcome.Lost(row, write.Format);
    }
}
