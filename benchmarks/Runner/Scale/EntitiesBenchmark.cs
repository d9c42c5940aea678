using System.Diagnostics;

namespace Benchmarks;

/// <summary>P4: what an event costs, and what the silo holds, with few and with many live entities.</summary>
internal static class EntitiesBenchmark
{
    public static async Task RunAsync(Bench bench, CancellationToken stop)
    {
        var table = new MarkdownTable("live orders", "payments/s", "µs: silo", "broker", "PostgreSQL", "idle MB", "KB an order", "peak MB");
        EntitiesFigures? least = null;
        foreach (var orders in bench.Options.Keys)
        {
            var figures = await OneAsync(bench, orders, stop);
            Console.WriteLine($"{orders:N0} orders: {figures}");
            least ??= figures;
            table.Add(figures.Fault is not null
                ? [$"{orders:N0}", $"not exact: {figures.Fault}", "", "", "", "", "", ""]
                : [
                    $"{orders:N0}",
                    $"{figures.PerSecond:N0}",
                    $"{figures.Each(used => used.Job):N1}",
                    $"{figures.Each(used => used.Broker):N1}",
                    $"{figures.Each(used => used.Postgres):N1}",
                    $"{figures.Idle >> 20:N0}",
                    orders == least.Orders ? "" : $"{(figures.Idle - least.Idle) / 1024.0 / (orders - least.Orders):N1}",
                    $"{figures.Peak >> 20:N0}",
                ]);
        }

        Console.WriteLine();
        Console.WriteLine($"{bench.Options.Orders:N0} payments to orders that are all live, one run each; KB an order: what the silo holds more than in the first line");
        Console.WriteLine();
        Console.WriteLine(table);
    }

    private static async Task<EntitiesFigures> OneAsync(Bench bench, int orders, CancellationToken stop)
    {
        var job = new ShopJob("Shop", new ShopDatabase(), onFullDatabase: false, allGroups: false);
        var script = new OrderScript("order", orders, bench.Options.Users);
        var payments = bench.Options.Orders;
        await bench.Broker.RecreateTopicsAsync([.. OrderTopics.Inputs, OrderTopics.Activity], stop);
        await bench.Postgres.CheckpointAsync(stop);
        await OrderProducer.PublishAsync(bench.Broker, script, Enumerable.Range(0, orders).Select(order => (OrderEventKind.Created, order)), OrderTopics.Of, stop);
        await using var started = await job.StartAsync(bench, stop);
        await AwaitOutputsAsync(bench, started, orders, stop);
        var idle = ProcessTable.Memory(started.Process.ProcessId).Now;
        var before = ProcessorTimes.Read(bench, started.Process.ProcessId);
        var clock = Stopwatch.StartNew();

        // Each pass over the orders pays every one once more.
        for (var (sent, round) = (0, 1); sent < payments; sent += orders, round++)
        {
            var pass = Enumerable.Range(0, Math.Min(orders, payments - sent)).Select(order => (OrderEventKind.Paid, order));
            await OrderProducer.PublishAsync(bench.Broker, script with { Round = round }, pass, OrderTopics.Of, stop);
        }

        await AwaitOutputsAsync(bench, started, (long)orders + payments, stop);
        var seconds = clock.Elapsed.TotalSeconds;
        var used = ProcessorTimes.Read(bench, started.Process.ProcessId) - before;
        return new EntitiesFigures(orders, payments, payments / seconds, used, idle, ProcessTable.Memory(started.Process.ProcessId).Peak, await FaultAsync(bench, started, script, payments, stop));
    }

    private static async Task AwaitOutputsAsync(Bench bench, StartedJob started, long count, CancellationToken stop)
    {
        var times = await OutputCounter.CountAsync(bench.Broker.BootstrapServers, count, TimeSpan.FromMinutes(20), started.Clock, started.ThrowIfEnded, stop);
        if (times.Seen < count)
        {
            throw new BenchmarkException($"Only {times.Seen} of {count} outputs came.");
        }
    }

    private static async Task<string?> FaultAsync(Bench bench, StartedJob started, OrderScript script, int payments, CancellationToken stop)
    {
        using var http = new HttpClient();
        var check = new ShopStateCheck(bench, started, script, http);
        if (await started.WhenAllIsCommittedAsync(bench.Broker, stop) is { } lag)
        {
            return lag;
        }

        var outputs = 0L;
        await Task.Run(() => TopicReader.ReadAll(bench.Broker, OrderTopics.Activity, _ => outputs++, stop), stop);
        return outputs == (long)script.Orders + payments ? await check.RowsFaultAsync(stop) : $"{outputs} outputs for {script.Orders} creations and {payments} payments";
    }
}
