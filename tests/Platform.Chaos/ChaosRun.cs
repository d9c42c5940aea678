using System.Globalization;
using Confluent.Kafka;

namespace Platform.Chaos;

/// <summary>One run: starts everything, publishes while things break, lets it settle, and judges.</summary>
internal sealed class ChaosRun(ChaosOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Random _random = new(options.Seed);
    private readonly List<string> _done = [];
    private Shop? _shop;

    /// <returns>Whether nothing was damaged.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var faults = Possible();
        Say($"seed {options.Seed}: {options.Events:N0} events in {options.Duration}, {options.Silos} silos, {options.Brokers} brokers, faults: {(faults.Count == 0 ? "none" : string.Join(' ', faults.Order()))}");
        _shop = new Shop(options, _time);
        await _shop.StartAsync(stop);
        Say("all silos are ready");

        var workload = new ShopWorkload(options.Seed, _time);
        var publisher = new PacedPublisher(workload, _shop.Kafka.BootstrapServers, _time);
        var watch = new PauseWatch(_time);
        using var observer = new Observer(_shop, _time);
        var runner = new FaultRunner(_shop, _random, _time);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var looks = WatchAsync(observer, watch, watching.Token);
        var publishing = Task.Run(() => publisher.Run(options.Events, options.Duration, stop), stop);
        await BreakAsync(runner, new FaultSchedule(faults, _random), publisher, stop);
        await publishing;
        await WholeAsync(stop);
        Say($"{workload.Events:N0} events of {workload.Orders.Count:N0} orders published, {workload.Repeats:N0} again, {workload.Poison.Count} poison; settling");
        var settled = await SettleAsync(observer, stop);
        await watching.CancelAsync();
        await looks;

        var verdict = Verdict.Of(workload.Orders, workload.Poison, await observer.ReadAsync(workload.Orders, stop));
        return Report(verdict, runner, watch, workload, settled, await CostAsync(stop));
    }

    /// <summary>Prints what each silo wrote last.</summary>
    public void PrintLogs()
    {
        foreach (var silo in _shop?.Silos ?? [])
        {
            Console.WriteLine($"silo {silo.Number}, which ended by itself {silo.EndedByItself} times, wrote last:{Environment.NewLine}{silo.Tail()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }
    }

    private HashSet<FaultKind> Possible()
    {
        var faults = options.Faults.ToHashSet();
        FaultKind[] needPackets = [FaultKind.KafkaLinkCut, FaultKind.DatabaseLinkCut, FaultKind.SiloLinkCut, FaultKind.SiloLinkReset];
        if (PacketFilter.SkipReason is { } reason && faults.RemoveWhere(needPackets.Contains) > 0)
        {
            Say($"links are not cut: {reason}");
        }

        if (options.Silos == 1)
        {
            faults.RemoveWhere(kind => kind is FaultKind.SiloLinkCut or FaultKind.SiloLinkReset);
        }

        return faults;
    }

    private async Task BreakAsync(FaultRunner runner, FaultSchedule schedule, PacedPublisher publisher, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        TimeSpan Quiet() => TimeSpan.FromSeconds(2 + _random.NextDouble() * 4);
        await Task.Delay(Quiet(), _time, stop);
        while (_time.GetElapsedTime(started) < options.Duration)
        {
            var kinds = schedule.Next();
            var what = string.Join(", and ", await Task.WhenAll(kinds.Select(kind => runner.RunAsync(kind, stop))));
            if (kinds.Length > 0)
            {
                _done.AddRange(kinds.Select(kind => $"{kind}"));
                Say($"{_time.GetElapsedTime(started):mm\\:ss} {publisher.Published,9:N0} published  {what}");
            }

            await Task.Delay(Quiet(), _time, stop);
        }
    }

    // All silos as they were in the beginning.
    private async Task WholeAsync(CancellationToken stop)
    {
        foreach (var silo in _shop!.Silos.Where(one => one.IsWanted))
        {
            await silo.AwaitReadyAsync(stop);
        }
    }

    private static async Task WatchAsync(Observer observer, PauseWatch watch, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                watch.Look(await observer.BehindAsync());
            }
            catch (KafkaException)
            {
                // The brokers are away: nobody could commit either, and that pause goes on.
            }

            await Task.Delay(LookInterval, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TimeSpan?> SettleAsync(Observer observer, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < options.Settle)
        {
            if ((await observer.BehindAsync()).Count == 0)
            {
                return _time.GetElapsedTime(started);
            }

            await Task.Delay(LookInterval, _time, stop);
        }

        return null;
    }

    // Of the processes that run now: what ended took its counts with it.
    private async Task<IReadOnlyList<(string What, string Value)>> CostAsync(CancellationToken stop)
    {
        const string orders = "consumer_group=\"order-processor\"";
        async Task<double> SumAsync(string metric, string? label = null) => (await Task.WhenAll(_shop!.Silos.Where(silo => silo.IsWanted).Select(silo => silo.SumAsync(metric, label, stop)))).Sum();
        var consumed = await SumAsync("kafka_messages_consumed_total", orders);
        return
        [
            ("order events delivered in a call", $"{await SumAsync("kafka_delivery_called_total", orders) / Math.Max(consumed, 1):P1}"),
            ("order events whose write met a conflict", $"{await SumAsync("platform_entities_conflicts_total", "entity=\"order\"") / Math.Max(consumed, 1):P1}"),
            ("processor time of the silos", $"{await SumAsync("process_cpu_seconds_total"):N1} s"),
        ];
    }

    private bool Report(Verdict verdict, FaultRunner runner, PauseWatch watch, ShopWorkload workload, TimeSpan? settled, IReadOnlyList<(string What, string Value)> cost)
    {
        var late = new Finding("stops beyond 30 s");
        runner.LateStops.ForEach(late.Add);
        IReadOnlyList<Finding> all = [.. verdict.Findings, late];
        Console.WriteLine();
        Console.WriteLine("| damage | count |");
        Console.WriteLine("|---|---:|");
        foreach (var finding in all)
        {
            Console.WriteLine($"| {finding.What} | {finding.Count} |");
        }

        Console.WriteLine();
        Console.WriteLine("| besides | |");
        Console.WriteLine("|---|---:|");
        Row("seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        Row("events, repeats, poison", $"{workload.Events:N0}, {workload.Repeats:N0}, {workload.Poison.Count}");
        Row("faults", _done.Count == 0 ? "none" : string.Join(", ", _done.GroupBy(one => one, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Count()} {one.Key}")));
        Row("outputs and dead letters published again, equal", $"{verdict.Republished:N0}");
        Row("silos that ended by themselves", $"{_shop!.Silos.Sum(silo => silo.EndedByItself)}");
        Row("longest clean stop", $"{runner.LongestStop.TotalSeconds:N1} s");
        Row("longest pause of a partition", $"{watch.Longest.TotalSeconds:N1} s ({watch.Partition})");
        Row("settled after", settled is { } took ? $"{took.TotalSeconds:N1} s" : $"not within {options.Settle.TotalSeconds:N0} s");
        foreach (var (what, value) in cost)
        {
            Row(what, value);
        }

        foreach (var finding in all.Where(finding => finding.Count > 0))
        {
            Console.WriteLine();
            Console.WriteLine($"{finding.What}: {finding.Count}");
            foreach (var example in finding.Examples)
            {
                Console.WriteLine($"  {example}");
            }
        }

        var isWhole = all.All(finding => finding.Count == 0);
        Console.WriteLine();
        Console.WriteLine(isWhole ? "Nothing was damaged." : "DAMAGE.");
        return isWhole;
    }

    private static void Row(string what, string value) => Console.WriteLine($"| {what} | {value} |");

    private static void Say(string text) => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}");
}
