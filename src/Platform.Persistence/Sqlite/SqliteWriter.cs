using Microsoft.Data.Sqlite;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>The connection that writes. After an exception it is to be thrown away. Owned by the writer thread.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _serviceId;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly RowChangeCommand _insert;
    private readonly RowChangeCommand _update;
    private readonly RowChangeCommand _delete;
    private readonly RowQuery _query;

    public SqliteWriter(SqliteConnection connection, string serviceId)
    {
        _connection = connection;
        _serviceId = serviceId;
        _begin = connection.Statement("BEGIN IMMEDIATE");
        _commit = connection.Statement("COMMIT");
        _insert = RowChangeCommand.ForInsert(connection, serviceId);
        _update = RowChangeCommand.ForUpdate(connection, serviceId);
        _delete = RowChangeCommand.ForDelete(connection, serviceId);
        _query = new RowQuery(connection, serviceId);
    }

    public WriteOutcome[] Write(IReadOnlyList<RowWrite> writes)
    {
        _begin.ExecuteNonQuery();
        var outcomes = new WriteOutcome[writes.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Apply(writes[i]);
        }

        Commit();
        return outcomes;
    }

    /// <summary>Stores an oversized record, in a transaction of its own.</summary>
    public void KeepOversized(OversizedRecord record) => OversizedRecordRows.Keep(_connection, _serviceId, record);

    /// <summary>Removes rows that expire, in a transaction of its own.</summary>
    public ExpiredRows RemoveExpired(byte[]? afterKey, int limit, DateTimeOffset writtenBefore) =>
        ExpiringRows.RemoveExpired(_connection, _serviceId, afterKey, limit, writtenBefore);

    /// <summary>Takes the right to write and gives it back.</summary>
    public void Check()
    {
        _begin.ExecuteNonQuery();
        Commit();
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _delete.Dispose();
        _query.Dispose();
        _connection.Dispose();
    }

    private WriteOutcome Apply(RowWrite write)
    {
        if (write.Parking is { } parking)
        {
            return ApplyWithParking(write, parking);
        }

        try
        {
            return TryApply(write) ? WriteOutcome.Written : WriteOutcome.Lost(_query.Find(write.Key), write.Format);
        }
        // SQLite takes back the one statement and keeps the transaction; where it doesn't, the whole batch is rejected.
        catch (SqliteException e) when (SqliteErrors.IsContent(e.SqliteErrorCode) && InTransaction)
        {
            return WriteOutcome.Rejected(e);
        }
    }

    // A parked record that is rejected must take its state's row along, which is changed already by then.
    private WriteOutcome ApplyWithParking(RowWrite write, ParkingChange parking)
    {
        _connection.Execute("SAVEPOINT parking");
        try
        {
            if (!TryApply(write))
            {
                _connection.Execute("RELEASE parking");
                return WriteOutcome.Lost(_query.Find(write.Key), write.Format);
            }

            ParkedRowWriter.Apply(_connection, _serviceId, write.Key, parking);
            _connection.Execute("RELEASE parking");
            return WriteOutcome.Written;
        }
        catch (SqliteException e) when (SqliteErrors.IsContent(e.SqliteErrorCode) && InTransaction)
        {
            _connection.Execute("ROLLBACK TO parking");
            _connection.Execute("RELEASE parking");
            return WriteOutcome.Rejected(e);
        }
    }

    private bool TryApply(RowWrite write) => (write.Change, write.ExpectedETag) switch
    {
        (RowChange.Put, null) => _insert.TryApply(write),
        (_, null) => _query.Find(write.Key) is null,
        (RowChange.Delete, _) => _delete.TryApply(write),
        _ => _update.TryApply(write),
    };

    private bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    private void Commit()
    {
        try
        {
            _commit.ExecuteNonQuery();
        }
        catch (SqliteException e) when (!SqliteErrors.IsCertainlyNotCommitted(e.SqliteErrorCode))
        {
            throw new AmbiguousCommitException($"The commit in '{_connection.DataSource}' ended with: {e.Message}", e);
        }
    }
}
