using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Parking;

/// <summary>
/// Parking over any grain storage: a state and its parked records are one value. For development: what is parked is
/// read and written with every event of its entity, and the list of quarantines is a value of its own, written after the entity's.
/// Entities with deferred events are not listed: there may be many, and that one value would be written for each. Thread-safe.
/// </summary>
internal sealed class ParkingStorageAdapter(IGrainStorage inner, Serializer serializer, IActivatorProvider activators, ILogger<ParkingStorageAdapter> logger)
    : IGrainStorage, IParkingStorage, IDeferredWriteStorage
{
    private const string IndexName = "quarantine-index";
    private static readonly GrainId IndexGrain = GrainId.Create("quarantine-index", "0");

    private readonly KeyedSequence _deferred = new();
    private readonly Lock _taking = new();

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await ReadAsync(stateName, grainId);
        var exists = row is { RecordExists: true, State.State: not null };
        grainState.State = exists ? serializer.Deserialize<T>(row.State!.State!) : activators.GetActivator<T>().Create();
        grainState.RecordExists = exists;
        grainState.ETag = row.ETag;
    }

    /// <inheritdoc />
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await WriteAsync(stateName, grainId, serializer.SerializeToArray(grainState.State), grainState.ETag, change: null);
        grainState.RecordExists = true;
    }

    /// <inheritdoc />
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, ParkingChange change)
    {
        grainState.ETag = await WriteAsync(stateName, grainId, serializer.SerializeToArray(grainState.State), grainState.ETag, change);
        grainState.RecordExists = true;
    }

    /// <inheritdoc />
    public void Write<T>(string stateName, GrainId grainId, IDeferredWrite<T> write)
    {
        var key = new RowKey(stateName, grainId);
        _deferred.Add(key, () => WriteAsync(key, write));
    }

    /// <inheritdoc />
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await ReadAsync(stateName, grainId);
        row.ETag = grainState.ETag;
        await inner.ClearStateAsync(stateName, grainId, row);
        grainState.ETag = row.ETag;
        grainState.State = activators.GetActivator<T>().Create();
        grainState.RecordExists = false;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) =>
        RecordsAsync(stateName, grainId, record => record.DroppedAt is null && record.Sequence >= fromSequence, limit);

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadDroppedAsync(string stateName, GrainId grainId, long fromSequence, int limit) =>
        RecordsAsync(stateName, grainId, record => record.DroppedAt is not null && record.Sequence >= fromSequence, limit);

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> ReadRejectedOutputsAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) =>
        RecordsAsync(stateName, grainId, record => IsRejectedOutput(record) && record.Sequence >= fromSequence, limit);

    /// <inheritdoc />
    public Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(string stateName, GrainId grainId, string topic, int partition, long fromOffset, long toOffset, CancellationToken cancellationToken = default) => RecordsAsync(
        stateName,
        grainId,
        record => string.Equals(record.Topic, topic, StringComparison.Ordinal) && record.Partition == partition && record.Offset >= fromOffset && record.Offset <= toOffset,
        int.MaxValue);

    /// <inheritdoc />
    public async Task<QuarantinedEntity?> FindQuarantinedAsync(string stateName, GrainId grainId) => ToListed((await ReadAsync(stateName, grainId)).State!, grainId);

    /// <inheritdoc />
    public async Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query)
    {
        if (query.DeferredSince is not null)
        {
            return [];
        }

        var index = await ReadIndexAsync();
        return [.. index.State!.Entities
            .Where(entity => query.ErrorType is null || (string.Equals(query.ErrorType, QuarantinedEntity.RejectedOutput, StringComparison.Ordinal)
                ? entity.RejectedOutputs > 0
                : string.Equals(entity.ErrorType, query.ErrorType, StringComparison.Ordinal)))
            .Where(entity => entity.IsRedriving || !query.OnlyRedriving)
            .Where(entity => query.AfterGrain is null || Compare(entity.Grain, entity.Key, query.AfterGrain, query.AfterKey ?? "") > 0)
            .OrderBy(entity => entity.Grain, StringComparer.Ordinal).ThenBy(entity => entity.Key, StringComparer.Ordinal)
            .Take(query.Limit)];
    }

    private async Task WriteAsync<T>(RowKey key, IDeferredWrite<T> write)
    {
        string? etag;
        try
        {
            DeferredState<T> taken;
            byte[] state;
            lock (_taking)
            {
                taken = write.Take();
                state = serializer.SerializeToArray(taken.State);
            }

            etag = await WriteAsync(key.StateName, key.GrainId, state, taken.ETag, taken.Parking);
        }
        // The owner hears of it.
        catch (Exception e)
        {
            write.TellFailed(e, key, logger);
            return;
        }

        write.TellWritten(etag!, key, logger);
    }

    private async Task<string?> WriteAsync(string stateName, GrainId grainId, byte[] state, string? etag, ParkingChange? change)
    {
        var row = await ReadAsync(stateName, grainId);
        var before = row.State!;
        var quarantine = change is null ? before.Quarantine : change.Quarantine is { ErrorType: not QuarantinedEntity.RowMarker } entity ? entity : null;
        row.ETag = etag;
        row.State = new StateWithParked { State = state, Records = change is null ? before.Records : Apply(before.Records, change), Quarantine = quarantine };
        await inner.WriteStateAsync(stateName, grainId, row);
        if (change is not null)
        {
            await IndexAsync(grainId, ToListed(row.State, grainId));
        }

        return row.ETag;
    }

    private static int Compare(string grain, string key, string otherGrain, string otherKey)
    {
        var grains = string.CompareOrdinal(grain, otherGrain);
        return grains != 0 ? grains : string.CompareOrdinal(key, otherKey);
    }

    private static bool IsRejectedOutput(ParkedRecord record) => string.Equals(record.ErrorType, QuarantinedEntity.RejectedOutput, StringComparison.Ordinal);

    private static QuarantinedEntity? ToListed(StateWithParked stored, GrainId grainId)
    {
        ParkedRecord[] rejected = [.. stored.Records.Where(IsRejectedOutput)];
        return (stored.Quarantine, rejected) switch
        {
            (_, []) => stored.Quarantine,
            ({ } quarantine, _) => quarantine with { RejectedOutputs = rejected.Length },
            (null, [var first, ..]) => new QuarantinedEntity
            {
                Grain = grainId.Type.ToString()!,
                Key = grainId.Key.ToString()!,
                Since = first.ParkedAt,
                ErrorType = QuarantinedEntity.RejectedOutput,
                Error = first.Error,
                Topic = first.Topic,
                Partition = first.Partition,
                Offset = first.Offset,
                Parked = 0,
                IsRedriving = false,
                RejectedOutputs = rejected.Length,
            },
        };
    }

    private static ParkedRecord Settled(ParkedRecord record, SettledOutputs outputs) =>
        record with { ErrorType = QuarantinedEntity.DroppedOutput, DroppedAt = outputs.At, DropReason = outputs.DropReason };

    private static ParkedRecord[] Apply(ParkedRecord[] before, ParkingChange change)
    {
        return [
            .. before.Concat(change.Add)
                .Where(record => record.DroppedAt is not null || record.Sequence > change.RemoveThrough)
                .Select(record => change.Drop is { } drop && record.DroppedAt is null && record.Sequence >= drop.FirstSequence && record.Sequence <= drop.LastSequence
                    ? record with { DroppedAt = drop.At, DropReason = drop.Reason }
                    : record)
                .Where(record => !IsSettled(record) || change.Outputs!.DropReason is not null)
                .Select(record => IsSettled(record) ? Settled(record, change.Outputs!) : record),
        ];
        bool IsSettled(ParkedRecord record) => change.Outputs?.Sequences.Contains(record.Sequence) == true && IsRejectedOutput(record);
    }

    private async Task<IReadOnlyList<ParkedRecord>> RecordsAsync(string stateName, GrainId grainId, Func<ParkedRecord, bool> isWanted, int limit) =>
        [.. (await ReadAsync(stateName, grainId)).State!.Records.Where(isWanted).Take(limit)];

    private async Task<GrainState<StateWithParked>> ReadAsync(string stateName, GrainId grainId)
    {
        var row = new GrainState<StateWithParked>(new StateWithParked());
        await inner.ReadStateAsync(stateName, grainId, row);
        row.State ??= new StateWithParked();
        return row;
    }

    private async Task<GrainState<QuarantineIndex>> ReadIndexAsync()
    {
        var index = new GrainState<QuarantineIndex>(new QuarantineIndex());
        await inner.ReadStateAsync(IndexName, IndexGrain, index);
        index.State ??= new QuarantineIndex();
        return index;
    }

    private async Task IndexAsync(GrainId grainId, QuarantinedEntity? entity)
    {
        var isWritten = false;
        while (!isWritten)
        {
            var index = await ReadIndexAsync();
            if (entity is null && index.State!.Entities.TrueForAll(other => GrainId.Create(other.Grain, other.Key) != grainId))
            {
                return;
            }

            var others = index.State!.Entities.Where(other => GrainId.Create(other.Grain, other.Key) != grainId);
            index.State = new QuarantineIndex { Entities = [.. others, .. entity is null ? [] : new[] { entity }] };
            try
            {
                await inner.WriteStateAsync(IndexName, IndexGrain, index);
                isWritten = true;
            }
            catch (InconsistentStateException)
            {
                // Another entity's quarantine was noted meanwhile; this one is added to it.
            }
        }
    }
}
