using System.Diagnostics;

namespace Platform.Persistence.Tests.Support;

/// <summary>
/// Writes per second of 1,000 grains that each write a 300-byte state again and again. Not a test:
/// <c>dotnet exec Platform.Persistence.Tests.dll measure state.db</c>, built in Release.
/// </summary>
internal static class WriteBenchmark
{
    private const int Grains = 1_000;
    private const int StateBytes = 300;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(StorageHarness harness)
    {
        var states = Enumerable.Range(0, Grains)
            .Select(static _ => new GrainState<OrderState>(new OrderState { Body = new byte[StateBytes] }))
            .ToArray();
        for (var round = 0; round < 4; round++)
        {
            var transactions = harness.Store.Transactions.Count;
            var watch = Stopwatch.StartNew();
            var writes = await Task.WhenAll(states.Select((state, i) => Task.Run(() => WriteAsync(harness, $"order-{i:D8}", state, watch))));
            transactions = harness.Store.Transactions.Count - transactions;
            await Console.Out.WriteLineAsync(
                $"{writes.Sum() / watch.Elapsed.TotalSeconds:N0} writes/s, {writes.Sum() / (double)transactions:N0} rows a transaction{(round == 0 ? " (warm-up)" : "")}");
        }
    }

    private static async Task<long> WriteAsync(StorageHarness harness, string key, GrainState<OrderState> state, Stopwatch watch)
    {
        var writes = 0L;
        while (watch.Elapsed < Round)
        {
            await harness.WriteAsync(key, state);
            writes++;
        }

        return writes;
    }
}
