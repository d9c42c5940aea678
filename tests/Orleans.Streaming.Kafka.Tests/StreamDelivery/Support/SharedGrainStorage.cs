using System.Collections.Concurrent;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Grain states that outlive every silo of the process. Thread-safe.</summary>
internal sealed class SharedGrainStorage(ConcurrentDictionary<(string State, GrainId Grain), (byte[] Bytes, string ETag)> rows, Serializer serializer) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (rows.TryGetValue((stateName, grainId), out var row))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(row.Bytes), row.ETag, true);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (row, key) = ((serializer.SerializeToArray(grainState.State), Guid.NewGuid().ToString("N")), (stateName, grainId));
        var isWritten = rows.TryGetValue(key, out var old)
            ? old.ETag == grainState.ETag && rows.TryUpdate(key, row, old)
            : rows.TryAdd(key, row);
        if (!isWritten)
        {
            throw new InconsistentStateException($"{grainId} was written by another activation.", old.ETag, grainState.ETag);
        }

        (grainState.ETag, grainState.RecordExists) = (row.Item2, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        rows.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists) = (null!, false);
        return Task.CompletedTask;
    }
}
