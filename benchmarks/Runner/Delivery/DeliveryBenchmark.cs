namespace Benchmarks;

/// <summary>P1: deliver to grains that store nothing, beside a bare loop, the Parallel Consumer and Orleans' own streams.</summary>
internal static class DeliveryBenchmark
{
    private const string Topic = "orders";
    private const string Bare = "Bare loop of the client";
    private const string Keyed = "Keyed delivery to grains";
    private const string Parallel = "Parallel Consumer, by key";
    private const string Stock = "One Orleans stream a key";

    public static async Task RunAsync(Bench bench, CancellationToken stop)
    {
        foreach (var keys in bench.Options.Keys)
        {
            await PublishAsync(bench, keys, stop);
            string[] ways = [.. new[] { Bare, Keyed, Parallel, Stock }.Where(bench.Options.Includes)];
            var results = ways.ToDictionary(way => way, _ => new List<ProgramResult>(), StringComparer.Ordinal);
            for (var run = 0; run < bench.Options.Runs; run++)
            {
                var turn = run % ways.Length;
                foreach (var way in ways[turn..].Concat(ways[..turn]))
                {
                    var result = await ResultProgram.RunAsync(bench, way, await CommandAsync(bench, way, stop), stop);
                    results[way].Add(result);
                    Console.WriteLine($"{keys:N0} keys, run {run + 1}, {way}: {result.PerSecond:N0}/s of {result.Count:N0}, µs an event: {result.Used.Job.TotalMicroseconds / Delivered(result):N1}, peak {result.PeakMemory >> 20:N0} MB");
                }
            }

            Console.WriteLine();
            Console.WriteLine($"{bench.Options.Records:N0} events, {keys:N0} keys, {bench.Options.Runs} runs: median (least–most)");
            Console.WriteLine();
            Console.WriteLine(TableOf(results));
        }
    }

    private static async Task PublishAsync(Bench bench, int keys, CancellationToken stop)
    {
        await bench.Broker.RecreateTopicsAsync([Topic, $"{Topic}.dlq"], stop);
        var script = new OrderScript("order", keys, bench.Options.Users);
        var events = Enumerable.Range(0, bench.Options.Records).Select(record => (OrderEventKind.Created, record % keys));
        await OrderProducer.PublishAsync(bench.Broker, script, events, _ => Topic, stop);
    }

    private static async Task<string[]> CommandAsync(Bench bench, string way, CancellationToken stop)
    {
        string[] arguments = [bench.Broker.BootstrapServers, Topic, $"{bench.Options.Records}"];
        var seconds = $"{bench.Options.SlowLimit.TotalSeconds}";
        return way switch
        {
            Bare => [.. await bench.Programs.DeliveryAsync(stop), "bare", .. arguments, "600"],
            Keyed => [.. await bench.Programs.DeliveryAsync(stop), "keyed", .. arguments, "600", .. bench.Options.Set.Select(option => $"--{option}")],
            Stock => [.. await bench.Programs.DeliveryAsync(stop), "stock", .. arguments, seconds],
            _ => [.. await bench.Programs.JavaPeersAsync(stop), "peers.ParallelRead", .. arguments, "512"],
        };
    }

    private static MarkdownTable TableOf(Dictionary<string, List<ProgramResult>> results)
    {
        var table = new MarkdownTable("way", "events/s", "× bare loop", "µs: process", "broker", "peak MB");
        var reference = results.TryGetValue(Bare, out var bare) ? Spread.Of(bare.Select(run => run.PerSecond)).Median : 0;
        foreach (var (way, runs) in results)
        {
            var rate = Spread.Of(runs.Select(run => run.PerSecond));
            table.Add(
                way,
                rate.Text("N0"),
                reference > 0 ? $"{rate.Median / reference:N2}" : "",
                Spread.Of(runs.Select(run => run.Used.Job.TotalMicroseconds / Delivered(run))).Text("N1"),
                Spread.Of(runs.Select(run => run.Used.Broker.TotalMicroseconds / Delivered(run))).Text("N1"),
                Spread.Of(runs.Select(run => (double)(run.PeakMemory >> 20))).Text("N0"));
        }

        return table;
    }

    // The first tenth is not in the count, but in the processor time.
    private static double Delivered(ProgramResult result) => result.Count / 0.9;
}
