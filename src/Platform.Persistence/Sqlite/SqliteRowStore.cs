using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Platform.Persistence.Ownership;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Sqlite;

/// <summary>
/// Rows in a SQLite file: one connection that writes and one that reads, each on a thread of its own. A connection that failed is
/// closed, and the next call opens another. Thread-safe.
/// </summary>
internal sealed partial class SqliteRowStore : IRowStore
{
    private readonly string _provider;
    private readonly string _serviceId;
    private readonly OwnerClaim? _claim;
    private readonly SqliteConnector _connector;
    private readonly ILogger _logger;
    private readonly DedicatedThread _writerThread;
    private readonly DedicatedThread _readerThread;
    private SqliteWriter? _writer;
    private SqliteReader? _reader;

    public SqliteRowStore(string provider, string serviceId, SqliteStorageOptions options, ILogger<SqliteRowStore> logger)
    {
        _provider = provider;
        _serviceId = serviceId;
        _claim = OwnerClaim.Of(serviceId, options);
        _connector = new SqliteConnector(options);
        _logger = logger;
        _writerThread = new DedicatedThread($"sqlite-writer-{provider}");
        _readerThread = new DedicatedThread($"sqlite-reader-{provider}");
    }

    /// <inheritdoc />
    public int WritesAtOnceMax => 1;

    /// <inheritdoc />
    public int ReadsAtOnceMax => 1;

    /// <inheritdoc />
    public async Task OpenAsync()
    {
        await _writerThread.RunAsync(Open);
        LogOpened(_provider, _connector.Path, SqliteSchema.Version);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<RowWrite> writes) =>
        await _writerThread.RunAsync(() => UseWriter(writer => writer.Write(writes), "Writing"));

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredRow?>> ReadAsync(IReadOnlyList<RowKey> keys) =>
        await _readerThread.RunAsync(() => UseReader(reader => reader.Read(keys), "Reading"));

    /// <inheritdoc />
    public async Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(RowKey key, ParkedKind kind, long fromSequence, int limit) =>
        await _readerThread.RunAsync(() => UseReader(reader => reader.ReadParked(key, kind, fromSequence, limit), "Reading parked records"));

    /// <inheritdoc />
    public async Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(RowKey key, string topic, int partition, long fromOffset, long toOffset) =>
        await _readerThread.RunAsync(() => UseReader(reader => reader.FindParked(key, topic, partition, fromOffset, toOffset), "Reading parked records"));

    /// <inheritdoc />
    public async Task<QuarantinedEntity?> FindQuarantinedAsync(RowKey key) =>
        await _readerThread.RunAsync(() => UseReader(reader => reader.FindQuarantined(key), "Reading a quarantine"));

    /// <inheritdoc />
    public async Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query) =>
        await _readerThread.RunAsync(() => UseReader(reader => reader.ListQuarantined(query), "Listing quarantined entities"));

    /// <inheritdoc />
    public Task KeepOversizedAsync(OversizedRecord record) =>
        _writerThread.RunAsync(() => UseWriter(Checked<SqliteWriter>(writer => writer.KeepOversized(record)), "Storing an oversized record"));

    /// <inheritdoc />
    public async Task<IReadOnlyList<OversizedRecord>> ReadOversizedAsync(string group, string topic, int partition, long fromOffset, int limit) =>
        await _readerThread.RunAsync(() => UseReader(reader => reader.ReadOversized(group, topic, partition, fromOffset, limit), "Reading oversized records"));

    /// <inheritdoc />
    public async Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore) =>
        await _writerThread.RunAsync(() => UseWriter(writer => writer.RemoveExpired(afterKey, limit, writtenBefore), "Removing expired rows"));

    /// <inheritdoc />
    public Task CheckAsync() => Task.WhenAll(
        _writerThread.RunAsync(() => UseWriter(Checked<SqliteWriter>(static writer => writer.Check()), "Checking the right to write")),
        _readerThread.RunAsync(() => UseReader(Checked<SqliteReader>(static reader => reader.Check()), "Reading")));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _readerThread.RunAsync(CloseReader);
        await _writerThread.RunAsync(CloseWriter);
        _readerThread.Dispose();
        _writerThread.Dispose();
    }

    private bool Open()
    {
        try
        {
            using var connection = _connector.OpenOrCreate();
            SqliteSchema.Ensure(connection, _connector.Path);
            if (_claim is not null)
            {
                OwnerRow.Claim(connection, _claim, $"SQLite database '{_connector.Path}'");
            }

            return true;
        }
        catch (SqliteException e)
        {
            throw new PersistenceException(
                $"Storage '{_provider}' can't open the SQLite database '{_connector.Path}': {e.Message} Its directory must exist, and directory and file must be writable.",
                SqliteErrors.IsBusy(e.SqliteErrorCode),
                e);
        }
    }

    private T UseWriter<T>(Func<SqliteWriter, T> use, string doing)
    {
        try
        {
            return use(_writer ??= new SqliteWriter(_connector.OpenWriter(), _serviceId));
        }
        catch (SqliteException e)
        {
            CloseWriter();
            throw SqliteErrors.Translate(e, doing, _connector.Path);
        }
        catch
        {
            CloseWriter();
            throw;
        }
    }

    private T UseReader<T>(Func<SqliteReader, T> use, string doing)
    {
        try
        {
            return use(_reader ??= new SqliteReader(_connector.OpenReader(), _serviceId));
        }
        catch (SqliteException e)
        {
            CloseReader();
            throw SqliteErrors.Translate(e, doing, _connector.Path);
        }
        catch
        {
            CloseReader();
            throw;
        }
    }

    // Closing takes back what the transaction has done so far.
    private bool CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
        return true;
    }

    private bool CloseReader()
    {
        _reader?.Dispose();
        _reader = null;
        return true;
    }

    private static Func<T, bool> Checked<T>(Action<T> check) => connection =>
    {
        check(connection);
        return true;
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Storage {Provider}: SQLite database {Path}, schema version {SchemaVersion}")]
    private partial void LogOpened(string provider, string path, int schemaVersion);
}
