namespace Platform.Chaos;

/// <summary>Breaks one thing for a while and mends it, as a seed decides. Its methods are called one at a time.</summary>
internal sealed class FaultRunner(Shop shop, Random random, TimeProvider time)
{
    // What orchestrators give a process by default before they kill it.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private SiloProcess? _added;

    /// <summary>Stops that took longer.</summary>
    public List<string> LateStops { get; } = [];

    /// <summary>The longest clean stop.</summary>
    public TimeSpan LongestStop { get; private set; }

    /// <summary>Breaks and mends.</summary>
    /// <returns>What was done, for a person.</returns>
    public Task<string> RunAsync(FaultKind kind, CancellationToken stop) => kind switch
    {
        FaultKind.SiloKill => KillAsync(Any(), stop),
        FaultKind.SiloFreeze => FreezeAsync(Any(), Seconds(3, 45), stop),
        FaultKind.SiloStop => RestartAsync(Any(), stop),
        FaultKind.RollingRestart => RollAsync(stop),
        FaultKind.SiloAdded => AddAsync(stop),
        FaultKind.BrokerKill => KillBrokerAsync(stop),
        FaultKind.BrokerFreeze => FreezeBrokerAsync(stop),
        FaultKind.DatabaseRestart => EndDatabaseAsync("INT", stop),
        FaultKind.DatabaseKill => EndDatabaseAsync("KILL", stop),
        FaultKind.DatabaseFreeze => FreezeDatabaseAsync(stop),
        FaultKind.KafkaLinkCut => CutAsync("the brokers", Any(), PortsOf(shop.Kafka.BootstrapServers), stop),
        FaultKind.DatabaseLinkCut => CutAsync("the database", Any(), [shop.Database.Port], stop),
        FaultKind.SiloLinkCut => CutAsync("the other silos", Any(), AllClusterPorts(), stop),
        FaultKind.SiloLinkReset => ResetAsync(Any(), stop),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private async Task<string> KillAsync(SiloProcess silo, CancellationToken stop)
    {
        var away = Seconds(0, 6);
        await silo.KillAsync();
        await Task.Delay(away, time, stop);
        await silo.StartAsync(stop);
        return $"silo {silo.Number} killed, started after {away.TotalSeconds:N1} s";
    }

    private async Task<string> FreezeAsync(SiloProcess silo, TimeSpan hold, CancellationToken stop)
    {
        await silo.SignalAsync("STOP");
        await Task.Delay(hold, time, stop);
        await silo.SignalAsync("CONT");
        return $"silo {silo.Number} frozen for {hold.TotalSeconds:N1} s";
    }

    private async Task<string> RestartAsync(SiloProcess silo, CancellationToken stop)
    {
        var stopped = await StopAsync(silo);
        await silo.StartAsync(stop);
        return $"silo {silo.Number} {stopped} and started";
    }

    private async Task<string> StopAsync(SiloProcess silo)
    {
        if (await silo.StopAsync(StopLimit) is not { } took)
        {
            LateStops.Add($"silo {silo.Number} did not end within {StopLimit.TotalSeconds:N0} s");
            return "killed as it did not stop in time";
        }

        LongestStop = took > LongestStop ? took : LongestStop;
        return $"stopped in {took.TotalSeconds:N1} s";
    }

    private async Task<string> RollAsync(CancellationToken stop)
    {
        var done = new List<string>();
        foreach (var silo in shop.Silos.Where(one => one.IsWanted).ToArray())
        {
            done.Add(await RestartAsync(silo, stop));
            await silo.AwaitReadyAsync(stop);
        }

        return $"rolling restart: {string.Join("; ", done)}";
    }

    private async Task<string> AddAsync(CancellationToken stop)
    {
        if (_added is null)
        {
            _added = await shop.AddSiloAsync(stop);
        }
        else
        {
            await _added.StartAsync(stop);
        }

        var hold = Seconds(8, 20);
        await Task.Delay(hold, time, stop);
        var took = await StopAsync(_added);
        return $"silo {_added.Number} added for {hold.TotalSeconds:N1} s, {took}";
    }

    private async Task<string> KillBrokerAsync(CancellationToken stop)
    {
        var broker = Broker();
        var away = Seconds(1, 10);
        shop.Kafka.KillBroker(broker);
        await Task.Delay(away, time, stop);
        await shop.Kafka.StartBrokerAsync(broker, stop);
        return $"broker {broker} killed, started after {away.TotalSeconds:N1} s";
    }

    private async Task<string> FreezeBrokerAsync(CancellationToken stop)
    {
        var broker = Broker();
        var hold = Seconds(3, 20);
        shop.Kafka.PauseBroker(broker);
        await Task.Delay(hold, time, stop);
        shop.Kafka.ResumeBroker(broker);
        return $"broker {broker} frozen for {hold.TotalSeconds:N1} s";
    }

    private async Task<string> EndDatabaseAsync(string signal, CancellationToken stop)
    {
        var away = Seconds(0, 10);
        await shop.Database.EndAsync(signal);
        await Task.Delay(away, time, stop);
        await shop.Database.StartAgainAsync(stop);
        return $"PostgreSQL ended by SIG{signal}, started after {away.TotalSeconds:N1} s";
    }

    private async Task<string> FreezeDatabaseAsync(CancellationToken stop)
    {
        var hold = Seconds(2, 15);
        await shop.Database.SignalAllAsync("STOP");
        await Task.Delay(hold, time, stop);
        await shop.Database.SignalAllAsync("CONT");
        return $"PostgreSQL frozen for {hold.TotalSeconds:N1} s";
    }

    private async Task<string> CutAsync(string what, SiloProcess silo, IEnumerable<int> ports, CancellationToken stop)
    {
        var hold = Seconds(3, 25);
        await shop.Packets.DropAsync(silo.UserId, ports, stop);
        await Task.Delay(hold, time, stop);
        await shop.Packets.ClearAsync();
        return $"silo {silo.Number} cut off from {what} for {hold.TotalSeconds:N1} s";
    }

    private async Task<string> ResetAsync(SiloProcess silo, CancellationToken stop)
    {
        var times = random.Next(2, 6);
        for (var i = 0; i < times; i++)
        {
            await shop.Packets.ResetAsync(silo.UserId, AllClusterPorts(), stop);
            await Task.Delay(Seconds(0, 1), time, stop);
            await shop.Packets.ClearAsync();
            await Task.Delay(Seconds(0, 2), time, stop);
        }

        return $"silo {silo.Number}: connections with other silos reset {times} times";
    }

    private SiloProcess Any() => random.GetItems(shop.Silos.Where(one => one.IsWanted).ToArray(), 1)[0];

    private int Broker() => 1 + random.Next(shop.Kafka.BootstrapServers.Split(',').Length);

    private IEnumerable<int> AllClusterPorts() => shop.Silos.SelectMany(silo => silo.ClusterPorts);

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + random.NextDouble() * (most - least));

    private static IEnumerable<int> PortsOf(string servers) => servers.Split(',').Select(one => int.Parse(one[(one.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
