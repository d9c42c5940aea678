using System.Collections.Concurrent;
using Orleans.Serialization;
using Orleans.Storage;

namespace Platform.Processing.Tests;

/// <summary>Keeps rows as bytes, checks ETags, and fails when told to. Thread-safe.</summary>
internal sealed class TestStorage(Serializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, Row> _rows = new();
    private readonly ConcurrentDictionary<GrainId, WriteFault> _faults = new();
    private readonly ConcurrentDictionary<GrainId, TaskCompletionSource> _holds = new();
    private int _tags;

    public int Writes { get; private set; }

    public bool Has(GrainId id) => _rows.ContainsKey(id);

    public int SizeOf(GrainId id) => _rows[id].Bytes.Length;

    public void FailNextWrite(GrainId id, WriteFault fault) => _faults[id] = fault;

    /// <summary>Writes of this grain wait until the source is completed.</summary>
    public TaskCompletionSource HoldWrites(GrainId id) =>
        _holds.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_rows.TryGetValue(grainId, out var row))
        {
            grainState.State = serializer.Deserialize<T>(row.Bytes);
            grainState.ETag = row.ETag;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_holds.TryGetValue(grainId, out var hold))
        {
            await hold.Task;
        }

        _faults.TryRemove(grainId, out var fault);
        if (fault == WriteFault.Before)
        {
            throw new IOException("The write failed.");
        }

        Store(grainId, grainState);
        if (fault == WriteFault.After)
        {
            throw new IOException("The answer to the write was lost.");
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("An entity is never cleared.");

    private void Store<T>(GrainId id, IGrainState<T> state)
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
        }
    }

    private sealed record Row(byte[] Bytes, string ETag);
}
