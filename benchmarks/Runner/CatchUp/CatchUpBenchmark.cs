namespace Benchmarks;

/// <summary>P2: a backlog of the order job, done by each job in turn.</summary>
internal static class CatchUpBenchmark
{
    public static Task OneGroupAsync(Bench bench, CancellationToken stop)
    {
        var database = new ShopDatabase();
        return RunAsync(
            bench,
            [
                [new ShopJob("Shop, empty database", database, onFullDatabase: false, allGroups: false), new ShopJob("Shop, full database", database, onFullDatabase: true, allGroups: false)],
                [KafkaStreamsJob.AtDefaults()],
                [KafkaStreamsJob.AtItsFastest()],
                .. DotNetJob.All().Select(job => new IJob[] { job }),
            ],
            stop);
    }

    public static Task AllGroupsAsync(Bench bench, CancellationToken stop)
    {
        var database = new ShopDatabase();
        return RunAsync(bench, [[new ShopJob("Shop, all groups, empty database", database, onFullDatabase: false, allGroups: true)], [KafkaStreamsJob.AtDefaults()]], stop);
    }

    /// <param name="bench">What to run on.</param>
    /// <param name="jobs">Those of one list follow each other.</param>
    /// <param name="stop">Ends it.</param>
    private static async Task RunAsync(Bench bench, IJob[][] jobs, CancellationToken stop)
    {
        IJob[][] wanted = [.. jobs.Select(list => list.Where(job => bench.Options.Includes(job.Name) && (bench.Options.OnFullDatabase || !job.NeedsNewOrders)).ToArray()).Where(list => list.Length > 0)];
        var figures = wanted.SelectMany(list => list).ToDictionary(job => job, _ => new List<CatchUpFigures>());
        var backlog = new Backlog(bench);
        for (var run = 0; run < bench.Options.Runs; run++)
        {
            // Each begins once: whoever comes first finds the machine in another state than whoever comes last.
            var turn = run % wanted.Length;
            await backlog.RenewAsync(stop);
            foreach (var job in wanted[turn..].Concat(wanted[..turn]).SelectMany(list => list))
            {
                if (job.NeedsNewOrders)
                {
                    await backlog.RenewAsync(stop);
                }

                var one = await CatchUpRun.RunAsync(bench, job, backlog.Script, stop);
                figures[job].Add(one);
                Console.WriteLine($"run {run + 1}, {job.Name}: {one}");
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{backlog.Script.Events:N0} events of {backlog.Script.Orders:N0} orders, {bench.Options.Runs} runs: median (least–most)");
        Console.WriteLine();
        Console.WriteLine(CatchUpTable.Of(figures));
    }
}
