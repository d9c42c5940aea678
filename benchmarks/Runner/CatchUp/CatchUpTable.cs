namespace Benchmarks;

/// <summary>The figures of all jobs side by side.</summary>
internal static class CatchUpTable
{
    public static MarkdownTable Of(Dictionary<IJob, List<CatchUpFigures>> figures)
    {
        var table = new MarkdownTable("job", "overall, events/s", "steady, events/s", "until committed", "× Kafka Streams", "µs: job", "broker", "PostgreSQL", "reader", "all", "others", "peak MB");
        var reference = figures.Where(one => one.Key.Name == KafkaStreamsJob.AtDefaults().Name && one.Value.TrueForAll(IsExact)).Select(one => Steady(one.Value).Median).FirstOrDefault();
        foreach (var (job, runs) in figures)
        {
            table.Add(runs.Find(run => !IsExact(run)) is { } wrong
                ? [job.Name, $"not exact: {wrong.Fault}", "", "", "", "", "", "", "", "", "", ""]
                : Row(job.Name, runs, reference));
        }

        return table;
    }

    private static string[] Row(string name, List<CatchUpFigures> runs, double reference) =>
    [
        name,
        Spread.Of(runs.Select(run => run.Overall)).Text("N0"),
        Steady(runs).Text("N0"),
        runs.TrueForAll(run => run.UntilCommitted is not null) ? Spread.Of(runs.Select(run => run.UntilCommitted!.Value)).Text("N0") : "",
        reference > 0 ? $"{Steady(runs).Median / reference:N2}" : "",
        Each(runs, used => used.Job),
        Each(runs, used => used.Broker),
        Each(runs, used => used.Postgres),
        Each(runs, used => used.Reader),
        Each(runs, used => used.All),
        $"{runs.Max(run => run.Others):P0}",
        Spread.Of(runs.Select(run => (double)(run.PeakMemory >> 20))).Text("N0"),
    ];

    private static bool IsExact(CatchUpFigures run) => run.Fault is null;

    private static Spread Steady(List<CatchUpFigures> runs) => Spread.Of(runs.Select(run => run.Steady));

    private static string Each(List<CatchUpFigures> runs, Func<ProcessorTimes, TimeSpan> part) => $"{Spread.Of(runs.Select(run => run.Each(part))).Median:N1}";
}
