using System.Diagnostics;
using Orleans.Storage;

namespace Storage;

/// <summary>Many entities' states, each read once, as when they are activated. Used for one storage.</summary>
internal sealed class ReadRound(IGrainStorage storage, string prefix, StorageSettings settings) : IRound
{
    private bool _isWritten;

    public string Name => "reads/s";

    public async Task<Measured> RunAsync()
    {
        if (!_isWritten)
        {
            await EachAsync(id => storage.WriteStateAsync("order", id, new GrainState<StoredState>(StoredState.OfLength(settings.StateBytes))));
            _isWritten = true;
        }

        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await EachAsync(ReadAsync);
        return Measured.Of(settings.Entities, watch.Elapsed, Environment.CpuUsage.TotalTime - processor);
    }

    private async Task ReadAsync(GrainId id)
    {
        var state = new GrainState<StoredState>(new StoredState());
        await storage.ReadStateAsync("order", id, state);
        if (!state.RecordExists || state.State?.Body.Length != settings.StateBytes)
        {
            throw new InvalidOperationException($"{id} was not read as it was written.");
        }
    }

    private Task EachAsync(Func<GrainId, Task> act) => Parallel.ForEachAsync(
        Enumerable.Range(0, settings.Entities),
        new ParallelOptions { MaxDegreeOfParallelism = settings.Grains },
        async (i, _) => await act(GrainId.Create("order", $"{prefix}-read-{i:D8}")));
}
