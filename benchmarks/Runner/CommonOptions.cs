using System.CommandLine;

namespace Benchmarks;

/// <summary>The options that every benchmark has.</summary>
internal sealed class CommonOptions
{
    private readonly Option<int> _runs = Number("--runs", "Runs of each, interleaved.", 3);
    private readonly Option<int> _orders = Number("--orders", "Orders of the backlog, three events each; p4: payments.", 400_000);
    private readonly Option<int> _users = Number("--users", "Users the orders belong to.", 10_000);
    private readonly Option<int> _rate = Number("--rate", "p3: events a second.", 2_000);
    private readonly Option<int> _cold = Number("--cold", "p3: seconds after the start that are cold.", 60);
    private readonly Option<int> _warm = Number("--warm", "p3: seconds after the cold ones that are warm.", 60);
    private readonly Option<int> _rehearsal = Number("--rehearsal", "p3: seconds for which each job runs before at half the rate, uncounted, so that the broker has compiled what it runs.", 90);
    private readonly Option<int> _brokerWarmUp = Number("--broker-warm-up", "Seconds for which the new broker is loaded before anything is measured.", 40);
    private readonly Option<int> _records = Number("--records", "p1: events.", 2_000_000);
    private readonly Option<int> _rows = Number("--rows", "p8: rows of the full store.", 1_000_000);
    private readonly Option<int> _slowLimit = Number("--slow-limit", "Seconds after which a slow peer is interrupted.", 60);
    private readonly Option<int[]> _keys = new("--keys") { Description = "p1: keys; p4: entities.", AllowMultipleArgumentsPerToken = true, Recursive = true };
    private readonly Option<string[]> _set = new("--set") { Description = "p1: an option of the provider, NAME=VALUE.", Recursive = true };
    private readonly Option<string[]> _only = new("--only") { Description = "Only those whose name contains one of these.", AllowMultipleArgumentsPerToken = true, Recursive = true };
    private readonly Option<bool> _noFull = new("--no-full") { Description = "p2: leave out the runs on a full database.", Recursive = true };
    private readonly Option<string?> _silo = new("--silo") { Description = "A published Shop.Silo to measure; else it is published here.", Recursive = true };
    private readonly Option<string?> _jars = new("--jars")
    {
        Description = "Folders of jars for the Java peers, separated by colons, where Maven is not to be used. Default: BENCHMARK_JARS.",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BENCHMARK_JARS"),
    };

    public void AddTo(RootCommand root)
    {
        foreach (var option in (Option[])[_runs, _orders, _users, _rate, _cold, _warm, _rehearsal, _brokerWarmUp, _records, _rows, _slowLimit, _keys, _set, _only, _noFull, _silo, _jars])
        {
            root.Options.Add(option);
        }
    }

    public BenchOptions Read(ParseResult parsed) => new()
    {
        Runs = parsed.GetValue(_runs),
        Orders = parsed.GetValue(_orders),
        Users = parsed.GetValue(_users),
        Pace = new Pace(parsed.GetValue(_rate), TimeSpan.FromSeconds(parsed.GetValue(_cold)), TimeSpan.FromSeconds(parsed.GetValue(_warm))),
        Rehearsal = TimeSpan.FromSeconds(parsed.GetValue(_rehearsal)),
        BrokerWarmUp = TimeSpan.FromSeconds(parsed.GetValue(_brokerWarmUp)),
        Records = parsed.GetValue(_records),
        Rows = parsed.GetValue(_rows),
        SlowLimit = TimeSpan.FromSeconds(parsed.GetValue(_slowLimit)),
        Keys = parsed.GetValue(_keys) is { Length: > 0 } keys ? keys : [1_000, 100_000, 1_000_000],
        Set = parsed.GetValue(_set) ?? [],
        Only = parsed.GetValue(_only) ?? [],
        OnFullDatabase = !parsed.GetValue(_noFull),
        SiloFolder = parsed.GetValue(_silo),
        Jars = parsed.GetValue(_jars),
    };

    private static Option<int> Number(string name, string description, int otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise, Recursive = true };
}
