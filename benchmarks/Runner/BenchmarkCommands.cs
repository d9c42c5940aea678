using System.CommandLine;

namespace Benchmarks;

/// <summary>The command line: a command for each benchmark.</summary>
internal static class BenchmarkCommands
{
    public static RootCommand Root()
    {
        var options = new CommonOptions();
        var root = new RootCommand("Measures the platform beside its peers, on a broker and a database of its own.");
        options.AddTo(root);
        Add(root, options, "p1", "Delivery to grains that store nothing.", DeliveryBenchmark.RunAsync);
        Add(root, options, "p2", "The order job: a backlog, durable, each effect once, outputs published. One group.", CatchUpBenchmark.OneGroupAsync);
        Add(root, options, "p2b", "The order job with all groups of the shop.", CatchUpBenchmark.AllGroupsAsync);
        Add(root, options, "p3", "From an event's production to its output, at a rate.", LatencyBenchmark.RunAsync);
        Add(root, options, "p4", "Few and many live entities: cost of an event, memory.", EntitiesBenchmark.RunAsync);
        Add(root, options, "p7", "Storage alone: writes and reads.", StorageBenchmark.RunAsync);
        Add(root, options, "p8", "From the start to ready and to the first output, on an empty and on a full store.", StartBenchmark.RunAsync);
        return root;
    }

    private static void Add(RootCommand root, CommonOptions options, string name, string description, Func<Bench, CancellationToken, Task> benchmark)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                await using var bench = await Bench.OpenAsync(options.Read(parsed), stop);
                await benchmark(bench, stop);
                return 0;
            }
            catch (BenchmarkException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Interrupted.");
                return 130;
            }
        });
        root.Subcommands.Add(command);
    }
}
