namespace Benchmarks;

/// <summary>P8: from the start of a silo until it is ready, and until its first output, on an empty store and on a full one.</summary>
internal static class StartBenchmark
{
    private const int Seeds = 5_000;
    private const int Waiting = 1_000;

    public static async Task RunAsync(Bench bench, CancellationToken stop)
    {
        var database = new ShopDatabase();
        var full = new ShopJob("Shop, full store", database, onFullDatabase: true, allGroups: false);
        var empty = new ShopJob("Shop, empty store", new ShopDatabase(), onFullDatabase: false, allGroups: false);
        await FillAsync(bench, full, database, stop);
        var table = new MarkdownTable("store", "ready, s", "first output, s", "all outputs, s");
        foreach (var job in (ShopJob[])[empty, full])
        {
            var runs = new List<StartTimes>();
            for (var run = 0; run < bench.Options.Runs; run++)
            {
                var times = await OneAsync(bench, job, run, stop);
                runs.Add(times);
                Console.WriteLine($"run {run + 1}, {job.Name}: {times}");
            }

            table.Add(runs.Find(run => run.Fault is not null) is { } wrong
                ? [job.Name, $"not exact: {wrong.Fault}", "", ""]
                : [job.Name, Text(runs, run => run.Ready), Text(runs, run => run.First), Text(runs, run => run.All)]);
        }

        Console.WriteLine();
        Console.WriteLine($"{Waiting * OrderScript.EventsPerOrder:N0} events wait; {bench.Options.Runs} runs: median (least–most)");
        Console.WriteLine();
        Console.WriteLine(table);
    }

    private static async Task FillAsync(Bench bench, ShopJob job, ShopDatabase database, CancellationToken stop)
    {
        var script = new OrderScript("seed", Seeds, bench.Options.Users);
        await bench.Broker.RecreateTopicsAsync([.. OrderTopics.Inputs, OrderTopics.Activity], stop);
        await OrderProducer.PublishAsync(bench.Broker, script, stop);
        await using (var started = await job.StartAsync(bench, stop))
        {
            await OutputCounter.CountAsync(bench.Broker.BootstrapServers, script.Outputs, TimeSpan.FromMinutes(5), started.Clock, started.ThrowIfEnded, stop);
            if (await FaultAsync(bench, job, started, script, stop) is { } fault)
            {
                throw new BenchmarkException($"The store could not be filled: {fault}");
            }
        }

        var bytes = await FullStore.GrowAsync(bench.Postgres, await database.OpenAsync(bench, isFull: true, stop), bench.Options.Rows, stop);
        Console.WriteLine($"The full store has {bench.Options.Rows:N0} rows; a state is {bytes:N0} B.");
    }

    private static async Task<StartTimes> OneAsync(Bench bench, ShopJob job, int run, CancellationToken stop)
    {
        var script = new OrderScript($"start-{run}", Waiting, bench.Options.Users);
        await bench.Broker.RecreateTopicsAsync([.. OrderTopics.Inputs, OrderTopics.Activity], stop);
        await OrderProducer.PublishAsync(bench.Broker, script, stop);
        await using var started = await job.StartAsync(bench, stop);
        var counting = OutputCounter.CountAsync(bench.Broker.BootstrapServers, script.Outputs, TimeSpan.FromMinutes(2), started.Clock, started.ThrowIfEnded, stop);
        await started.WhenReadyAsync(stop);
        var ready = started.Clock.Elapsed;
        var times = await counting;
        var fault = times.Seen < script.Outputs ? $"only {times.Seen} of {script.Outputs} outputs" : await FaultAsync(bench, job, started, script, stop);
        return new StartTimes(ready, times.First, times.Last, fault);
    }

    private static async Task<string?> FaultAsync(Bench bench, ShopJob job, StartedJob started, OrderScript script, CancellationToken stop) =>
        await started.WhenAllIsCommittedAsync(bench.Broker, stop) ?? await job.StateFaultAsync(bench, started, script, stop);

    private static string Text(List<StartTimes> runs, Func<StartTimes, TimeSpan> part) => Spread.Of(runs.Select(run => part(run).TotalSeconds)).Text("N1");
}
