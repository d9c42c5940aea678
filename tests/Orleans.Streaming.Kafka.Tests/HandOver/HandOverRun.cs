using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streaming.Kafka.TestSilo;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>
/// Silos as processes over two topics of one group, a steady load, and everything they applied. The topics have unlike
/// numbers of partitions, so that under each protocol an entity's partitions belong to two silos now and then.
/// </summary>
internal sealed class HandOverRun : IAsyncDisposable
{
    /// <summary>Below the time after which membership calls a silo dead there would be two owners at once.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(3);

    private static readonly int[] PartitionCounts = [12, 8];
    private static readonly TimeSpan CommitLook = TimeSpan.FromMilliseconds(100);

    private readonly RealKafka _broker;
    private readonly string _group = $"g-{Guid.NewGuid():N}";
    private readonly string[] _topics;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hand-over-");
    private readonly AppliedLogs _logs = new();
    private readonly CancellationTokenSource _watch = new();
    private readonly KafkaGroupProtocol _protocol;
    private readonly Func<TestSiloOptions, TestSiloOptions> _change;
    private readonly int _primaryPort = LoopbackPorts.Take(1)[0];
    private Task<long> _committed = Task.FromResult(0L);
    private SiloProcess? _first;
    private Load? _load;

    private HandOverRun(RealKafka broker, KafkaGroupProtocol protocol, Func<TestSiloOptions, TestSiloOptions> change)
    {
        (_broker, _protocol, _change) = (broker, protocol, change);
        var name = $"t-{Guid.NewGuid():N}";
        _topics = [name + "-a", name + "-b"];
    }

    public SiloProcess First => _first!;

    public Load Load => _load!;

    public IReadOnlyList<string> Topics => _topics;

    public string ReleaseFile => Path.Combine(_folder.FullName, "release");

    /// <summary>How many partitions there are.</summary>
    public static int Partitions => PartitionCounts.Sum();

    public List<Applied> Applied => _logs.Read();

    /// <summary>For clean hand-overs: a silo that gets no processor for a while is not taken for dead, nor its answers for lost, or its records would come again.</summary>
    public static TestSiloOptions NobodyDies(TestSiloOptions options) => options with
    {
        SessionTimeout = TimeSpan.FromSeconds(30),
        ProbeTimeout = TimeSpan.FromSeconds(10),
        CallTimeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Starts the silo that stays, and the load.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="protocol">The group's protocol.</param>
    /// <param name="change">What is otherwise in every silo, or null.</param>
    /// <param name="beforeLoadAsync">What comes before the load, or null.</param>
    public static async Task<HandOverRun> StartAsync(
        RealKafka broker, KafkaGroupProtocol protocol, Func<TestSiloOptions, TestSiloOptions>? change = null, Func<HandOverRun, Task>? beforeLoadAsync = null)
    {
        var run = new HandOverRun(broker, protocol, change ?? (static options => options));
        for (var i = 0; i < run._topics.Length; i++)
        {
            await broker.CreateTopicAsync(run._topics[i], PartitionCounts[i]);
            await broker.CreateTopicAsync(run._topics[i] + ".dlq", PartitionCounts[i]);
        }

        run._first = await run.StartSiloAsync("first");
        await (beforeLoadAsync?.Invoke(run) ?? Task.CompletedTask);
        run._load = new Load(broker.BootstrapServers, run._topics);
        run._committed = run.WatchCommitsAsync(run._watch.Token);
        return run;
    }

    /// <summary>Starts a silo in the first one's cluster, unless the change says otherwise.</summary>
    public async Task<SiloProcess> StartSiloAsync(string name, Func<TestSiloOptions, TestSiloOptions>? change = null)
    {
        var options = _change(new TestSiloOptions
        {
            Servers = _broker.BootstrapServers,
            Group = _group,
            Topics = _topics,
            Protocol = _protocol,
            LogPath = Path.Combine(_folder.FullName, name),
            SessionTimeout = Session,
            HeartbeatInterval = TimeSpan.FromMilliseconds(300),
            SiloPort = _first is null ? _primaryPort : LoopbackPorts.Take(1)[0],
            PrimaryPort = _primaryPort,
            // A call to a silo that has just joined may take seconds on a busy machine; none is cut off.
            DrainTimeout = TimeSpan.FromSeconds(30),
            BatchesPerActivation = 5,
            ReleaseFile = ReleaseFile,
        });
        _logs.Add(options.LogPath);
        return await SiloProcess.StartAsync(change?.Invoke(options) ?? options);
    }

    /// <summary>Waits until a silo delivers from its share of the partitions.</summary>
    public Task HasItsShareAsync(SiloProcess silo) => Eventually.Async(
        () => Applied.Where(a => a.Deliverer == silo.Name).DistinctBy(a => (a.Topic, a.Partition)).Count() >= Partitions / 3,
        () => silo.Output);

    /// <summary>Waits until calls went from each silo to grains of the other, and an entity got events from both at once.</summary>
    public Task WorksWithAsync(SiloProcess silo) => Eventually.Async(
        () => Applied is var applied
            && applied.Exists(a => a.Deliverer == First.Name && a.Silo == silo.Name)
            && applied.Exists(a => a.Deliverer == silo.Name && a.Silo == First.Name)
            && AppliedOrder.FeedsFromTwo(applied, First.Name, silo.Name),
        () => $"{First.Output}\n{silo.Output}");

    /// <summary>Waits until the load has gone on for so many rounds.</summary>
    public async Task GoesOnAsync(int rounds)
    {
        var before = Load.Rounds;
        await Eventually.Async(() => Load.Rounds >= before + rounds, () => $"{Load.Rounds} rounds");
    }

    /// <summary>Waits until something sent from now on is applied from every partition.</summary>
    public async Task EveryPartitionGoesOnAsync()
    {
        var now = Load.Rounds;
        // Every entity is in some partition of each topic; so when all partitions got so far, nothing stands still.
        await Eventually.Async(
            () => Applied.Where(a => a.Number >= now + 2).DistinctBy(a => (a.Topic, a.Partition)).Count() == Partitions,
            () => $"{string.Join(", ", Applied.GroupBy(a => (a.Topic, a.Partition)).Select(p => $"{p.Key}: {p.Max(a => a.Number)}"))} of {now}\n{First.Output}");
    }

    /// <summary>Waits until something sent from now on is applied to every entity: none is on a silo that does not answer.</summary>
    public async Task EveryEntityGoesOnAsync()
    {
        var now = Load.Rounds;
        await Eventually.Async(
            () => Applied.Where(a => a.Number >= now + 2).DistinctBy(a => a.Entity).Count() == Load.Entities,
            () => $"{Applied.Where(a => a.Number >= now + 2).DistinctBy(a => a.Entity).Count()} entities went on\n{First.Output}");
    }

    /// <summary>Ends the load, waits until all of it is applied, and stops the first silo: all of it is committed then.</summary>
    /// <param name="more">How many events, told apart by entity and number, were sent beside the load.</param>
    /// <param name="repeated">How many of them were sent twice.</param>
    public async Task<List<Applied>> EndAsync(int more = 0, int repeated = 0)
    {
        await Load.StopAsync();
        var sent = Load.Sent + more;
        await Eventually.Async(() => Distinct(Applied) == sent, () => $"{Distinct(Applied)} of {sent}\n{First.Output}");
        await First.StopAsync();
        await _watch.CancelAsync();
        Assert.Equal(sent + repeated, await _committed);
        return Applied;
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.CancelAsync();
        // What it found is EndAsync's to tell.
        await ((Task)_committed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_load is not null)
        {
            await _load.DisposeAsync();
        }

        if (_first is not null)
        {
            await _first.DisposeAsync();
        }

        _watch.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int Distinct(IEnumerable<Applied> applied) => applied.DistinctBy(a => (a.Topic, a.Entity, a.Number)).Count();

    // Whatever silos come, go, die and wake: no partition's committed offset goes back. The sum at the end.
    private async Task<long> WatchCommitsAsync(CancellationToken stop)
    {
        var highest = Array.ConvertAll(PartitionCounts, count => new long[count]);
        while (true)
        {
            var last = stop.IsCancellationRequested;
            for (var t = 0; t < _topics.Length; t++)
            {
                var now = await GroupReader.CommittedAsync(_broker, _group, _topics[t], PartitionCounts[t]);
                for (var i = 0; i < now.Length; i++)
                {
                    Assert.True((now[i] ?? 0) >= highest[t][i], $"The committed offset of {_topics[t]}[{i}] went back from {highest[t][i]} to {now[i]}.");
                    highest[t][i] = now[i] ?? 0;
                }
            }

            if (last)
            {
                return highest.Sum(h => h.Sum());
            }

            await Task.Delay(CommitLook, TimeProvider.System, CancellationToken.None);
        }
    }
}
