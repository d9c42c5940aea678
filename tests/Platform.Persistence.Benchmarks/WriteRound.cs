using System.Diagnostics;
using Orleans.Storage;

namespace Platform.Persistence.Benchmarks;

/// <summary>Many grains' states, written again and again. Used for one storage.</summary>
internal sealed class WriteRound(IGrainStorage storage, string prefix, BenchmarkSettings settings)
{
    private readonly GrainState<BenchmarkState>[] _states = Enumerable.Range(0, settings.Grains)
        .Select(_ => new GrainState<BenchmarkState>(new BenchmarkState { Body = Body(settings.StateBytes) }))
        .ToArray();

    /// <summary>Writes a second.</summary>
    public async Task<double> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var writes = await Task.WhenAll(_states.Select((state, i) => Task.Run(() => WriteAsync(GrainId.Create("order", $"{prefix}-{i:D8}"), state, watch))));
        return writes.Sum() / watch.Elapsed.TotalSeconds;
    }

    private async Task<long> WriteAsync(GrainId grain, GrainState<BenchmarkState> state, Stopwatch watch)
    {
        var writes = 0L;
        while (watch.Elapsed < settings.Round)
        {
            await storage.WriteStateAsync("order", grain, state);
            writes++;
        }

        return writes;
    }

    // Bytes that no compression makes fewer.
    private static byte[] Body(int length)
    {
        var body = new byte[length];
#pragma warning disable CA5394 // Nothing here is secret.
        Random.Shared.NextBytes(body);
#pragma warning restore CA5394
        return body;
    }
}
