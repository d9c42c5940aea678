using System.Collections.Concurrent;
using System.Text;
using Orleans.Serialization;
using Orleans.Storage;
using Platform.Persistence;

namespace Platform.Processing.Tests;

/// <summary>Keeps rows as bytes, checks ETags, and fails when set to. Thread-safe.</summary>
internal sealed class TestStorage(Serializer serializer) : IGrainStorage, IParkingStorage, IDeferredWriteStorage
{
    private readonly ConcurrentDictionary<GrainId, Row> _rows = new();
    private readonly ConcurrentDictionary<GrainId, (WriteFault Fault, int Skip)> _faults = new();
    private readonly ConcurrentDictionary<GrainId, TaskCompletionSource> _holds = new();
    private readonly Dictionary<GrainId, List<ParkedRecord>> _parked = [];
    private readonly Dictionary<GrainId, QuarantinedEntity> _quarantined = [];
    private readonly ConcurrentDictionary<GrainId, string> _refused = new();
    private readonly ConcurrentDictionary<GrainId, bool> _unreadable = new();
    private readonly ConcurrentDictionary<GrainId, int> _largestReads = new();
    private int _tags;

    public int Writes { get; private set; }

    public bool Has(GrainId id) => _rows.ContainsKey(id);

    public int SizeOf(GrainId id) => _rows[id].Bytes.Length;

    public void FailNextWrite(GrainId id, WriteFault fault, int skip = 0)
    {
        if (fault != WriteFault.None)
        {
            _faults[id] = (fault, skip);
        }
    }

    /// <summary>Writes of this grain whose state holds the text are rejected for good, as a database rejects content.</summary>
    public void Refuse(GrainId id, string text) => _refused[id] = text;

    /// <summary>Another activation writes the same again.</summary>
    public void ChangeTag(GrainId id) => _rows[id] = _rows[id] with { ETag = "another" };

    public int WritesToFail(GrainId id) => _faults.TryGetValue(id, out var fault) ? fault.Skip + 1 : 0;

    /// <summary>Writes of this grain wait until the source is completed.</summary>
    public TaskCompletionSource HoldWrites(GrainId id) =>
        _holds.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Reads of this grain's state fail until they are mended.</summary>
    public void BreakReads(GrainId id) => _unreadable[id] = true;

    public void MendReads(GrainId id) => _unreadable.TryRemove(id, out _);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_unreadable.ContainsKey(grainId))
        {
            throw new IOException("The row can't be read.");
        }

        if (_rows.TryGetValue(Entity(grainId), out var row))
        {
            grainState.State = serializer.Deserialize<T>(row.Bytes);
            grainState.ETag = row.ETag;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteAsync(Entity(grainId), grainState, null);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, ParkingChange change) =>
        WriteAsync(Entity(grainId), grainState, change);

    public void Write<T>(string stateName, GrainId grainId, IDeferredWrite<T> write) => _ = WriteDeferredAsync(Entity(grainId), write);

    /// <summary>The most parked records that were asked for at once.</summary>
    public int LargestParkedRead(GrainId id) => _largestReads.GetValueOrDefault(id);

    public Task<IReadOnlyList<ParkedRecord>> ReadParkedAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default)
    {
        _largestReads.AddOrUpdate(grainId, limit, (_, largest) => Math.Max(largest, limit));
        return Parked(Entity(grainId), record => record.DroppedAt is null && record.Sequence >= fromSequence, limit);
    }

    public Task<IReadOnlyList<ParkedRecord>> ReadDroppedAsync(string stateName, GrainId grainId, long fromSequence, int limit) =>
        Parked(Entity(grainId), record => record.DroppedAt is not null && record.Sequence >= fromSequence, limit);

    public Task<IReadOnlyList<ParkedRecord>> ReadRejectedOutputsAsync(string stateName, GrainId grainId, long fromSequence, int limit, CancellationToken cancellationToken = default) =>
        Parked(Entity(grainId), record => IsRejectedOutput(record) && record.Sequence >= fromSequence, limit);

    public Task<IReadOnlyList<ParkedRecord>> FindParkedAsync(string stateName, GrainId grainId, string topic, int partition, long fromOffset, long toOffset, CancellationToken cancellationToken = default) =>
        Parked(Entity(grainId), record => record.Topic == topic && record.Partition == partition && record.Offset >= fromOffset && record.Offset <= toOffset, int.MaxValue);

    public Task<QuarantinedEntity?> FindQuarantinedAsync(string stateName, GrainId grainId)
    {
        lock (_rows)
        {
            var rejected = _parked.GetValueOrDefault(Entity(grainId), []).Where(IsRejectedOutput).ToArray();
            return Task.FromResult(_quarantined.GetValueOrDefault(Entity(grainId)) is { ErrorType: not QuarantinedEntity.RowMarker } entity
                ? entity with { RejectedOutputs = rejected.Length }
                : rejected is [var first, ..] ? LiveWith(grainId, first, rejected.Length) : null);
        }
    }

    public Task<IReadOnlyList<QuarantinedEntity>> ListQuarantinedAsync(QuarantineQuery query)
    {
        lock (_rows)
        {
            return Task.FromResult<IReadOnlyList<QuarantinedEntity>>([.. _quarantined.Values
                .Where(entity => query.DeferredSince is { } since ? entity.ErrorType == QuarantinedEntity.RowMarker && entity.Since <= since : entity.ErrorType != QuarantinedEntity.RowMarker)
                .Where(entity => (query.ErrorType is null || entity.ErrorType == query.ErrorType) && (entity.IsRedriving || !query.OnlyRedriving))
                .OrderBy(entity => entity.Grain, StringComparer.Ordinal).ThenBy(entity => entity.Key, StringComparer.Ordinal)
                .Where(entity => query.AfterGrain is null || string.CompareOrdinal(entity.Grain + "/" + entity.Key, query.AfterGrain + "/" + query.AfterKey) > 0)
                .Take(query.Limit)]);
        }
    }

    private async Task WriteDeferredAsync<T>(GrainId grainId, IDeferredWrite<T> write)
    {
        // As a database does it: never on the caller's thread.
        await Task.Yield();
        var row = new GrainState<T>();
        try
        {
            var taken = write.Take();
            (row.State, row.ETag) = (taken.State, taken.ETag);
            await WriteAsync(grainId, row, taken.Parking);
        }
        catch (Exception e)
        {
            write.Failed(e);
            return;
        }

        write.Written(row.ETag!);
    }

    private async Task WriteAsync<T>(GrainId grainId, IGrainState<T> grainState, ParkingChange? change)
    {
        if (_holds.TryGetValue(grainId, out var hold))
        {
            await hold.Task;
        }

        var fault = NextFault(grainId);
        if (fault == WriteFault.Before)
        {
            throw new IOException("The write failed.");
        }

        if (_refused.TryGetValue(grainId, out var text) && serializer.SerializeToArray(grainState.State).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0)
        {
            throw new PersistenceException("The database rejected the row for its content.", isTransient: false);
        }

        Store(grainId, grainState, change);
        if (fault == WriteFault.After)
        {
            throw new IOException("The answer to the write was lost.");
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("An entity is never cleared.");

    private void Store<T>(GrainId id, IGrainState<T> state, ParkingChange? change)
    {
        lock (_rows)
        {
            var current = _rows.TryGetValue(id, out var row) ? row.ETag : null;
            if (!string.Equals(current, state.ETag, StringComparison.Ordinal))
            {
                throw new InconsistentStateException("The row has changed.", current, state.ETag);
            }

            var tag = $"{++_tags}";
            _rows[id] = new Row(serializer.SerializeToArray(state.State), tag);
            state.ETag = tag;
            state.RecordExists = true;
            Writes++;
            if (change is not null)
            {
                Apply(id, change);
            }
        }
    }

    // A twin is a second activation of the same entity.
    private static GrainId Entity(GrainId id) => id.Type.ToString() == "twintest" ? GrainId.Create(GrainType.Create("test"), id.Key) : id;

    private WriteFault NextFault(GrainId id)
    {
        if (!_faults.TryRemove(id, out var next))
        {
            return WriteFault.None;
        }

        if (next.Skip > 0)
        {
            _faults[id] = (next.Fault, next.Skip - 1);
            return WriteFault.None;
        }

        return next.Fault;
    }

    private void Apply(GrainId id, ParkingChange change)
    {
        var records = _parked.GetValueOrDefault(id, []);
        records.AddRange(change.Add);
        records.RemoveAll(record => record.DroppedAt is null && record.Sequence <= change.RemoveThrough);
        if (change.Drop is { } drop)
        {
            for (var i = 0; i < records.Count; i++)
            {
                var isDropped = records[i].DroppedAt is null && records[i].Sequence >= drop.FirstSequence && records[i].Sequence <= drop.LastSequence;
                records[i] = isDropped ? records[i] with { DroppedAt = drop.At, DropReason = drop.Reason } : records[i];
            }
        }

        if (change.Outputs is { } settled)
        {
            var ended = records.Where(record => IsRejectedOutput(record) && settled.Sequences.Contains(record.Sequence)).ToArray();
            records.RemoveAll(ended.Contains);
            records.AddRange(ended.Where(_ => settled.DropReason is not null).Select(record => record with { ErrorType = QuarantinedEntity.DroppedOutput, DropReason = settled.DropReason }));
        }

        _parked[id] = records;
        if (change.Quarantine is null)
        {
            _quarantined.Remove(id);
        }
        else
        {
            _quarantined[id] = change.Quarantine with { Grain = id.Type.ToString()! };
        }
    }

    private Task<IReadOnlyList<ParkedRecord>> Parked(GrainId id, Func<ParkedRecord, bool> isWanted, int limit)
    {
        lock (_rows)
        {
            return Task.FromResult<IReadOnlyList<ParkedRecord>>([.. _parked.GetValueOrDefault(id, []).Where(isWanted).OrderBy(record => record.Sequence).Take(limit)]);
        }
    }

    private static bool IsRejectedOutput(ParkedRecord record) => record.ErrorType == QuarantinedEntity.RejectedOutput;

    private static QuarantinedEntity LiveWith(GrainId id, ParkedRecord first, int count) => new()
    {
        Grain = id.Type.ToString()!,
        Key = id.Key.ToString()!,
        Since = first.ParkedAt,
        ErrorType = QuarantinedEntity.RejectedOutput,
        Error = first.Error,
        Topic = first.Topic,
        Partition = first.Partition,
        Offset = first.Offset,
        Parked = 0,
        IsRedriving = false,
        RejectedOutputs = count,
    };

    private sealed record Row(byte[] Bytes, string ETag);
}
