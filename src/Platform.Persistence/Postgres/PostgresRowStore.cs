using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Persistence.Ownership;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>
/// Rows in a PostgreSQL database. A batch has a connection to itself for as long as it runs; prepared statements stay with the
/// connections, and one that failed isn't used again. Thread-safe.
/// </summary>
internal sealed partial class PostgresRowStore : IRowStore
{
    private readonly string _provider;
    private readonly string _serviceId;
    private readonly PostgresStorageOptions _options;
    private readonly NpgsqlDataSource _database;
    private readonly string _description;
    private readonly ILogger _logger;

    public PostgresRowStore(string provider, string serviceId, PostgresStorageOptions options, ILogger<PostgresRowStore> logger)
    {
        _provider = provider;
        _serviceId = serviceId;
        _options = options;
        _database = PostgresDatabase.Connect(options);
        var names = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        _description = $"PostgreSQL database '{names.Database ?? names.Username}' at {names.Host}:{names.Port}";
        _logger = logger;
    }

    /// <inheritdoc />
    public int WritesAtOnceMax => _options.WritesAtOnceMax;

    /// <inheritdoc />
    public int ReadsAtOnceMax => _options.ReadsAtOnceMax;

    /// <inheritdoc />
    public async Task OpenAsync()
    {
        try
        {
            await PostgresSchema.EnsureAsync(_database, _description);
            if (OwnerClaim.Of(_serviceId, _options) is { } claim)
            {
                await OwnerRow.ClaimAsync(_database, claim, _description);
            }
        }
        catch (PostgresException e)
        {
            throw new PersistenceException(
                $"Storage '{_provider}' can't open the {_description}: {e.MessageText} ({e.SqlState}). The database must exist, and its user must have the right to create tables in it.",
                !PostgresErrors.IsSetup(e.SqlState),
                e);
        }
        catch (Exception e) when (e is not PersistenceException && PostgresErrors.IsDatabases(e))
        {
            throw Translate(e, "Opening");
        }

        LogOpened(_provider, _description, PostgresSchema.Version);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<RowWrite> writes) => UseAsync<IReadOnlyList<WriteOutcome>>(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var outcomes = await new RowWriter(connection, _serviceId).WriteAsync(writes);
            await ParkedRowWriter.ApplyAsync(connection, _serviceId, writes, outcomes);
            await CommitAsync(transaction);
            return outcomes;
        },
        "Writing");

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredRow?>> ReadAsync(IReadOnlyList<RowKey> keys) => UseAsync<IReadOnlyList<StoredRow?>>(
        async connection => await new RowReader(connection, _serviceId).ReadAsync([.. keys]), "Reading");

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(RowKey key, ParkedKind kind, long fromSequence, int limit) =>
        UseAsync(connection => ParkedRowReader.ReadAsync(connection, _serviceId, key, kind, fromSequence, limit), "Reading parked records");

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(RowKey key, string topic, int partition, long fromOffset, long toOffset) =>
        UseAsync(connection => ParkedRowReader.FindAsync(connection, _serviceId, key, topic, partition, fromOffset, toOffset), "Reading parked records");

    /// <inheritdoc />
    public Task<QuarantinedEntity?> FindQuarantinedAsync(RowKey key) =>
        UseAsync(connection => QuarantineRowReader.FindAsync(connection, _serviceId, key), "Reading a quarantine");

    /// <inheritdoc />
    public Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query) =>
        UseAsync(connection => QuarantineRowReader.ListAsync(connection, _serviceId, query), "Listing quarantined entities");

    /// <inheritdoc />
    public Task KeepOversizedAsync(OversizedRecord record) =>
        UseAsync(connection => OversizedRecordRows.KeepAsync(connection, _serviceId, record), "Storing an oversized record");

    /// <inheritdoc />
    public Task<IReadOnlyList<OversizedRecord>> ReadOversizedAsync(string group, string topic, int partition, long fromOffset, int limit) =>
        UseAsync(connection => OversizedRecordRows.ReadAsync(connection, _serviceId, group, topic, partition, fromOffset, limit), "Reading oversized records");

    /// <inheritdoc />
    public Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore) =>
        UseAsync(connection => ExpiringRows.RemoveAsync(connection, _serviceId, afterKey, limit, writtenBefore), "Removing expired rows");

    /// <inheritdoc />
    public Task CheckAsync() => UseAsync(
        async connection =>
        {
            await using var check = new NpgsqlBatch(connection)
            {
                BatchCommands = { new NpgsqlBatchCommand(RowStatements.MayWrite), new NpgsqlBatchCommand(RowStatements.MayRead) },
            };
            return await check.ExecuteNonQueryAsync();
        },
        "Checking that the database answers");

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, string doing)
    {
        try
        {
            await using var connection = await _database.OpenConnectionAsync();
            return await use(connection);
        }
        catch (Exception e) when (PostgresErrors.IsDatabases(e))
        {
            if (PostgresErrors.IsReadOnly(e))
            {
                // Connections that work are kept for ever, and their server is the wrong one.
                _database.Clear();
            }

            throw Translate(e, doing);
        }
    }

    private async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception e) when (!PostgresErrors.IsCertainlyNotCommitted(e))
        {
            throw new AmbiguousCommitException($"The commit in the {_description} ended with: {e.Message}", e);
        }
    }

    private PersistenceException Translate(Exception exception, string doing) =>
        new($"{doing} in the {_description} failed: {exception.Message}", isTransient: true, exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Storage {Provider}: {Database}, schema version {SchemaVersion}")]
    private partial void LogOpened(string provider, string database, int schemaVersion);
}
