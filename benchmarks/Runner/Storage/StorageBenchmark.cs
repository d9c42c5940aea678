namespace Benchmarks;

/// <summary>P7: storage alone: writes that are grouped, and reads as of entities that are activated.</summary>
internal static class StorageBenchmark
{
    private const int Entities = 50_000;

    // A small state, and what the shop keeps of an order after its three events.
    private static readonly int[] StateBytes = [300, 600];

    public static async Task RunAsync(Bench bench, CancellationToken stop)
    {
        await using var redis = await RedisServer.StartAsync(bench.NewFolder("redis"), stop);
        if (redis is null)
        {
            Console.WriteLine("redis-server is not installed: Orleans' Redis storage is left out.");
        }

        var program = await bench.Programs.StorageAsync(stop);
        foreach (var bytes in StateBytes)
        {
            var database = $"storage_{bytes}";
            await bench.Postgres.CreateDatabaseAsync(database, stop);
            string[] arguments = [bench.Postgres.ConnectionString(database), redis?.Address ?? "-", $"{bytes}", $"{bench.Options.Runs}", $"{Entities}", $"{FreePort.Take()}", $"{FreePort.Take()}"];
            var run = await ProgramRun.RunAsync(bench.NewFolder("storage"), [.. program, .. arguments], stop);
            Console.WriteLine($"States of {bytes} B, 1,000 grains at once, {bench.Options.Runs} rounds:");
            Console.WriteLine();
            Console.WriteLine(run.Output);
            if (run.ExitCode != 0)
            {
                throw new BenchmarkException($"The storages ended with code {run.ExitCode}.");
            }

            await bench.Postgres.DropDatabaseAsync(database, stop);
        }
    }
}
