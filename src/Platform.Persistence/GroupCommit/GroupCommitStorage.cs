using Microsoft.Extensions.Logging;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// Grain storage whose concurrent writes become one transaction, each row with an ETag check of its own. States are turned into
/// bytes on the caller's thread, before the call returns its task. Thread-safe.
/// </summary>
internal sealed class GroupCommitStorage : IGrainStorage, IParkingStorage, IDeferredWriteStorage, IOversizedRecordStorage, IExpiringRowStorage, IStorageProbe, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable, IDisposable
{
    private readonly string _name;
    private readonly GroupCommitStorageOptions _options;
    private readonly IActivatorProvider _activators;
    private readonly ILogger _logger;
    private readonly StatePayload _payload;
    private readonly RowWriteForm _writes;
    private readonly GroupCommitDatabase _database;

    public GroupCommitStorage(
        string name,
        GroupCommitStorageOptions options,
        IRowStore store,
        IActivatorProvider activators,
        TimeProvider time,
        StorageMetrics metrics,
        ILogger<GroupCommitStorage> logger)
    {
        _name = name;
        _options = options;
        _activators = activators;
        _logger = logger;
        _payload = new StatePayload(name, options);
        _writes = new RowWriteForm(name, options, _payload, time);
        _database = new GroupCommitDatabase(name, options, store, time, metrics, logger);
    }

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe($"{nameof(GroupCommitStorage)}-{_name}", _options.InitStage, StartAsync, StopAsync);

    /// <summary>Opens the database; before that every call fails.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _database.StartAsync(cancellationToken);

    /// <summary>Rejects new calls, flushes what is queued and closes the database.</summary>
    /// <param name="cancellationToken">Gives up the flush: what is still queued fails as transient.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _database.StopAsync(cancellationToken);

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken) => _database.CheckAsync(cancellationToken);

    /// <inheritdoc />
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = new RowKey(stateName, grainId);
        var row = await _database.ReadAsync(key, cancellationToken);
        var state = row is null ? default : _payload.Read<T>(key, row);

        grainState.State = state ?? _activators.GetActivator<T>().Create();
        grainState.RecordExists = row?.Payload is not null;
        grainState.ETag = row is null ? null : Etags.Format(row.ETag);
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        WriteStateAsync(stateName, grainId, grainState, parking: null, cancellationToken);

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, ParkingChange change) =>
        WriteStateAsync(stateName, grainId, grainState, change, CancellationToken.None);

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) =>
        _database.QueryAsync(rows => rows.ReadParkedAsync(new RowKey(stateName, grainId), ParkedKind.Parked, fromSequence, limit), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadDroppedAsync(string stateName, GrainId grainId, long fromSequence, int limit) =>
        _database.QueryAsync(rows => rows.ReadParkedAsync(new RowKey(stateName, grainId), ParkedKind.Dropped, fromSequence, limit));

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadRejectedOutputsAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) =>
        _database.QueryAsync(rows => rows.ReadParkedAsync(new RowKey(stateName, grainId), ParkedKind.RejectedOutput, fromSequence, limit), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(string stateName, GrainId grainId, string topic, int partition, long fromOffset, long toOffset, CancellationToken cancellationToken = default) =>
        _database.QueryAsync(rows => rows.FindParkedAsync(new RowKey(stateName, grainId), topic, partition, fromOffset, toOffset), cancellationToken);

    /// <inheritdoc />
    public Task<QuarantinedEntity?> FindQuarantinedAsync(string stateName, GrainId grainId) =>
        _database.QueryAsync(rows => rows.FindQuarantinedAsync(new RowKey(stateName, grainId)));

    /// <inheritdoc />
    public Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query) =>
        _database.QueryAsync(rows => rows.ListQuarantinedAsync(query));

    /// <inheritdoc />
    public async Task KeepAsync(OversizedRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            await _database.UseOversizedAsync(
                async rows =>
                {
                    await rows.KeepOversizedAsync(record);
                    return true;
                },
                cancellationToken);
        }
        catch (Exception e) when (e is not (PersistenceException or OperationCanceledException))
        {
            throw new PersistenceException(
                $"Storage '{_name}': the database rejected {record.Topic}[{record.Partition}]@{record.Offset} for its content: {e.Message}", isTransient: false, e);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<OversizedRecord>> ReadAsync(string group, string topic, int partition, long fromOffset, int limit) =>
        _database.UseOversizedAsync(rows => rows.ReadOversizedAsync(group, topic, partition, fromOffset, limit), CancellationToken.None);

    /// <inheritdoc />
    public Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.RemoveExpiredAsync(afterKey, limit, writtenBefore, cancellationToken);
    }

    /// <inheritdoc />
    public void Write<T>(string stateName, GrainId grainId, IDeferredWrite<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _database.Write(new DeferredRowWrite<T>(new RowKey(stateName, grainId), write, _writes, _logger));
    }

    private async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, ParkingChange? parking, CancellationToken cancellationToken)
    {
        var write = _writes.Put(new RowKey(stateName, grainId), grainState.State, grainState.ETag, parking);
        await ApplyAsync(write, grainState.ETag, cancellationToken);

        grainState.ETag = Etags.Format(write.NewETag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var write = _writes.Clear(new RowKey(stateName, grainId), grainState.ETag);
        await ApplyAsync(write, grainState.ETag, cancellationToken);

        // Clearing what was never stored leaves nothing behind, so there is no ETag either.
        var rowRemains = write.Change == RowChange.Clear && write.ExpectedETag is not null;
        grainState.ETag = rowRemains ? Etags.Format(write.NewETag) : null;
        grainState.State = _activators.GetActivator<T>().Create();
        grainState.RecordExists = false;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task ApplyAsync(RowWrite write, string? currentETag, CancellationToken cancellationToken)
    {
        WriteOutcome outcome;
        try
        {
            outcome = await _database.WriteAsync(write, cancellationToken);
        }
        catch (AmbiguousCommitException e)
        {
            throw _writes.Unknown(write.Key, currentETag, e);
        }

        if (_writes.FailureOf(write, currentETag, outcome) is { } failure)
        {
            throw failure;
        }
    }
}
