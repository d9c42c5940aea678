namespace Benchmarks;

/// <summary>P3: from an event's production to its output, at a rate, cold and warm.</summary>
internal static class LatencyBenchmark
{
    // An order's update comes 200 orders after its creation, and so does its payment after that: at 2,000 events a second each after 0.3 s.
    private const int Live = 200;

    public static async Task RunAsync(Bench bench, CancellationToken stop)
    {
        IJob[] jobs = [.. new IJob[] { new ShopJob("Shop", new ShopDatabase(), onFullDatabase: false, allGroups: false), KafkaStreamsJob.AtDefaults() }.Where(job => bench.Options.Includes(job.Name))];
        var (pace, rehearsal) = (bench.Options.Pace, bench.Options.Rehearsal);
        foreach (var job in jobs.Where(_ => rehearsal > TimeSpan.Zero))
        {
            // At half of the rate, so that the compilers have time.
            Console.WriteLine($"rehearsal, {job.Name}: {await OneAsync(bench, job, "rehearsal", new Pace(pace.Rate / 2, TimeSpan.Zero, rehearsal), stop)}");
        }

        var results = jobs.ToDictionary(job => job, _ => new List<LatencyResult>());
        for (var run = 0; run < bench.Options.Runs; run++)
        {
            foreach (var job in run % 2 == 0 ? jobs : jobs.Reverse())
            {
                var result = await OneAsync(bench, job, $"paced-{run}", pace, stop);
                results[job].Add(result);
                Console.WriteLine($"run {run + 1}, {job.Name}: {result}");
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{pace.Rate:N0} events/s, {bench.Options.Runs} runs, ms: median (least–most); cold is the first {pace.Cold.TotalSeconds:N0} s after the start, warm the {pace.Warm.TotalSeconds:N0} s after them");
        Console.WriteLine();
        Console.WriteLine(TableOf(results));
    }

    private static async Task<LatencyResult> OneAsync(Bench bench, IJob job, string prefix, Pace pace, CancellationToken stop)
    {
        await bench.Broker.RecreateTopicsAsync([.. OrderTopics.Inputs, OrderTopics.Activity], stop);
        await bench.Postgres.CheckpointAsync(stop);
        var orders = (int)((pace.Cold + pace.Warm).TotalSeconds * pace.Rate / OrderScript.EventsPerOrder);
        var run = new PacedRun(new OrderScript(prefix, orders, bench.Options.Users, Live), pace.Rate);
        await using var started = await job.StartAsync(bench, stop);
        await started.WhenReadyAsync(stop);
        var ready = started.Clock.Elapsed;
        var before = ProcessorTimes.Read(bench, started.Process.ProcessId);
        var reading = PacedReader.ReadAsync(bench.Broker, run, stop);
        await PacedProducer.SendAsync(bench.Broker, run, stop);
        var seen = await reading;
        var elapsed = started.Clock.Elapsed - ready;
        var used = ProcessorTimes.Read(bench, started.Process.ProcessId) - before;
        var fault = seen < run.Script.Outputs ? $"only {seen} of {run.Script.Outputs} outputs" : await started.WhenAllIsCommittedAsync(bench.Broker, stop) ?? await job.StateFaultAsync(bench, started, run.Script, stop);
        if (fault is null)
        {
            var check = new OutputCheck(run.Script);
            await Task.Run(() => TopicReader.ReadAll(bench.Broker, OrderTopics.Activity, check.Add, stop), stop);
            fault = check.Fault(isPartial: false, job.MayLackUser);
        }

        return new LatencyResult(ready, run.Figures(TimeSpan.Zero, pace.Cold), run.Figures(pace.Cold, TimeSpan.MaxValue), run.AcceptedFigures(pace.Cold, TimeSpan.MaxValue), used, used.Others(elapsed), run.Script.Events, run.LateMax, fault);
    }

    private static MarkdownTable TableOf(Dictionary<IJob, List<LatencyResult>> results)
    {
        var table = new MarkdownTable("job", "cold p50", "cold p90", "cold p99", "cold max", "warm p50", "warm p90", "warm p99", "warm max", "of it accepted p50", "p99", "µs: job", "broker", "PostgreSQL", "others");
        foreach (var (job, runs) in results)
        {
            table.Add(runs.Find(run => run.Fault is not null) is { } wrong
                ? [job.Name, $"not exact: {wrong.Fault}", .. Enumerable.Repeat("", 13)]
                : [
                    job.Name,
                    .. Columns(runs, run => run.Cold),
                    .. Columns(runs, run => run.Warm),
                    Spread.Of(runs.Select(run => run.Accepted.P50)).Text("N1"),
                    Spread.Of(runs.Select(run => run.Accepted.P99)).Text("N1"),
                    Each(runs, used => used.Job),
                    Each(runs, used => used.Broker),
                    Each(runs, used => used.Postgres),
                    $"{runs.Max(run => run.Others):P0}",
                ]);
        }

        return table;
    }

    private static string[] Columns(List<LatencyResult> runs, Func<LatencyResult, LatencyFigures> part) =>
    [
        Spread.Of(runs.Select(run => part(run).P50)).Text("N1"),
        Spread.Of(runs.Select(run => part(run).P90)).Text("N1"),
        Spread.Of(runs.Select(run => part(run).P99)).Text("N1"),
        Spread.Of(runs.Select(run => part(run).Max)).Text("N0"),
    ];

    private static string Each(List<LatencyResult> runs, Func<ProcessorTimes, TimeSpan> part) => $"{Spread.Of(runs.Select(run => part(run.Used).TotalMicroseconds / run.Events)).Median:N1}";
}
