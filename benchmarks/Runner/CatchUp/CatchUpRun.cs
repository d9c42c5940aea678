namespace Benchmarks;

/// <summary>One run of one job over a backlog.</summary>
internal static class CatchUpRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static async Task<CatchUpFigures> RunAsync(Bench bench, IJob job, OrderScript script, CancellationToken stop)
    {
        await bench.Broker.RecreateTopicsAsync([OrderTopics.Activity], stop);
        await bench.Postgres.CheckpointAsync(stop);
        await using var started = await job.StartAsync(bench, stop);

        // Not before: the job may have been built first. Its process has just begun, so all of its time counts.
        var before = ProcessorTimes.Read(bench, job: null);
        var times = await OutputCounter.CountAsync(bench.Broker.BootstrapServers, script.Outputs, job.IsSlow ? bench.Options.SlowLimit : Limit, started.Clock, started.ThrowIfEnded, stop);
        var used = ProcessorTimes.Read(bench, started.Process.ProcessId) - before;
        var (_, peak) = ProcessTable.Memory(started.Process.ProcessId);
        var isCut = times.Seen < script.Outputs;
        var fault = !isCut ? await started.WhenAllIsCommittedAsync(bench.Broker, stop) : job.IsSlow ? null : $"only {times.Seen} of {script.Outputs} outputs";
        TimeSpan? committed = isCut || started.Groups.Count == 0 ? null : started.Clock.Elapsed;
        fault ??= await job.StateFaultAsync(bench, started, script, stop);
        var check = new OutputCheck(script);
        await Task.Run(() => TopicReader.ReadAll(bench.Broker, OrderTopics.Activity, check.Add, stop), stop);
        fault ??= check.Fault(isCut, job.MayLackUser);
        var note = check.WithoutUser > 0 ? $"{check.WithoutUser:N0} payments without their user" : null;
        return new CatchUpFigures(times, script.Outputs, committed, used, peak, note, fault);
    }
}
