namespace Benchmarks;

/// <summary>What a benchmark runs on: a folder, a broker, a database server and the built programs. Its end ends all of it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private Bench(BenchOptions options, DirectoryInfo folder, Broker broker, PostgresServer postgres)
    {
        Options = options;
        _folder = folder;
        Broker = broker;
        Postgres = postgres;
        Programs = new BuiltPrograms(options, folder.FullName);
    }

    public BenchOptions Options { get; }

    public Broker Broker { get; }

    public PostgresServer Postgres { get; }

    public BuiltPrograms Programs { get; }

    /// <exception cref="BenchmarkException">Something that is needed is not on this machine.</exception>
    public static async Task<Bench> OpenAsync(BenchOptions options, CancellationToken stop)
    {
        Tools.Check();
        var folder = Directory.CreateTempSubdirectory("benchmark-");

        // PostgreSQL's own user must get through.
        File.SetUnixFileMode(folder.FullName, folder.UnixFileMode | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Broker? broker = null;
        try
        {
            broker = await Broker.StartAsync(options.BrokerWarmUp, stop);
            var postgres = await PostgresServer.StartAsync(Path.Combine(folder.FullName, "postgres"), stop);
            Console.WriteLine(await MachineFacts.ReadAsync(postgres, stop));
            return new Bench(options, folder, broker, postgres);
        }
        catch
        {
            await (broker?.DisposeAsync() ?? ValueTask.CompletedTask);
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>A new folder for a process: its log and what it keeps.</summary>
    /// <param name="name">Names it.</param>
    public string NewFolder(string name)
    {
        var path = Path.Combine(_folder.FullName, $"{name}-{Guid.NewGuid().ToString("N")[..8]}");
        return Directory.CreateDirectory(path).FullName;
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
