using System.Diagnostics;
using Orleans.Storage;

namespace Storage;

/// <summary>Many grains' states, written again and again. Used for one storage.</summary>
internal sealed class WriteRound(IGrainStorage storage, string prefix, StorageSettings settings) : IRound
{
    private readonly GrainState<StoredState>[] _states = [.. Enumerable.Range(0, settings.Grains).Select(_ => new GrainState<StoredState>(StoredState.OfLength(settings.StateBytes)))];

    public string Name => "writes/s";

    public async Task<Measured> RunAsync()
    {
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var writes = await Task.WhenAll(_states.Select((state, i) => Task.Run(() => WriteAsync(GrainId.Create("order", $"{prefix}-{i:D8}"), state, watch))));
        return Measured.Of(writes.Sum(), watch.Elapsed, Environment.CpuUsage.TotalTime - processor);
    }

    private async Task<long> WriteAsync(GrainId grain, GrainState<StoredState> state, Stopwatch watch)
    {
        var writes = 0L;
        while (watch.Elapsed < settings.Round)
        {
            await storage.WriteStateAsync("order", grain, state);
            writes++;
        }

        return writes;
    }
}
