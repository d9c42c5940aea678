using System.CommandLine;

namespace Platform.Chaos;

/// <summary>The command line.</summary>
internal static class ChaosCommand
{
    private static readonly Option<int> Events = Number("--events", "Events to publish, spread over the time; repeats and poison come on top.", 60_000);
    private static readonly Option<double> Minutes = new("--minutes") { Description = "How long things are broken.", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> Seed = Number("--seed", "Decides workload and faults.", 1);
    private static readonly Option<int> Silos = Number("--silos", "Silos, 1 to 4.", 3);
    private static readonly Option<int> Brokers = Number("--brokers", "Brokers, 1 or 3.", 1);
    private static readonly Option<int> Settle = Number("--settle", "Seconds in which everything must be done after the last fault.", 180);
    private static readonly Option<string[]> Faults = new("--faults")
    {
        Description = $"all, none, or some of: {string.Join(' ', Enum.GetNames<FaultKind>())}.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["all"],
    };

    private static readonly Option<string?> Silo = new("--silo") { Description = "A published Shop.Silo (its folder); else the one that was built beside this." };

    public static RootCommand Create()
    {
        var root = new RootCommand("Breaks a running shop in every way of a printed seed, and counts afterwards what was lost, doubled or reordered. Exit code 1: damage; 2: the run could not be made.");
        foreach (var option in (Option[])[Events, Minutes, Seed, Silos, Brokers, Settle, Faults, Silo])
        {
            root.Options.Add(option);
        }

        root.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new ChaosException("This runs on Linux only.");
            }

            var options = Read(parsed);
            await using var run = new ChaosRun(options);
            try
            {
                return await run.RunAsync(stop) ? 0 : 1;
            }
            catch (ChaosException)
            {
                run.PrintLogs();
                throw;
            }
        }
        catch (ChaosException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
    }

    private static ChaosOptions Read(ParseResult parsed)
    {
        var options = new ChaosOptions(
            parsed.GetValue(Events),
            TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
            parsed.GetValue(Seed),
            FaultsOf(parsed.GetValue(Faults) ?? []),
            parsed.GetValue(Silos),
            parsed.GetValue(Brokers),
            TimeSpan.FromSeconds(parsed.GetValue(Settle)),
            parsed.GetValue(Silo) is { } folder ? Path.Combine(Path.GetFullPath(folder), "Shop.Silo.dll") : BuiltSilo());
        return options switch
        {
            { Silos: < 1 or > 4 } => throw new ChaosException("--silos is 1 to 4."),
            { Brokers: not (1 or 3) } => throw new ChaosException("--brokers is 1 or 3."),
            { Events: < 100 } => throw new ChaosException("--events is at least 100."),
            _ when options.Duration < TimeSpan.FromSeconds(10) => throw new ChaosException("--minutes is at least 0.2."),
            _ when !File.Exists(options.SiloProgram) => throw new ChaosException($"{options.SiloProgram} is not there: build the solution, or name a published silo with --silo."),
            _ => options,
        };
    }

    private static HashSet<FaultKind> FaultsOf(string[] names) => names switch
    {
        ["all"] => [.. Enum.GetValues<FaultKind>()],
        ["none"] => [],
        _ => [.. names.SelectMany(name => name.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(name => Enum.TryParse<FaultKind>(name, ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw new ChaosException($"--faults does not know \"{name}\"; right is all, none, or some of {string.Join(", ", Enum.GetNames<FaultKind>())}."))],
    };

    // …/tests/Platform.Chaos/bin/<configuration>/<framework>/
    private static string BuiltSilo()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.GetFullPath(Path.Combine(output.FullName, "../../../../../silo/Shop.Silo/bin", output.Parent!.Name, output.Name, "Shop.Silo.dll"));
    }

    private static Option<int> Number(string name, string description, int otherwise) => new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
