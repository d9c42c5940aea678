using Benchmarks;
using Npgsql;
using Orleans.Streaming.Kafka.Testing;

namespace Platform.Chaos;

/// <summary>A PostgreSQL that is stopped, killed, frozen and started again over the same data. Its methods are called one at a time.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const string Name = "shop";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private GuardedProcess? _process;

    private Database(string folder, TimeProvider time) => (_folder, _time) = (folder, time);

    public int Port { get; } = LoopbackPorts.Take(1)[0];

    public string ConnectionString => ConnectionTo(Name);

    public static async Task<Database> StartAsync(string folder, TimeProvider time, CancellationToken stop)
    {
        var database = new Database(folder, time);
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(folder, ["chown", "postgres:postgres", folder], stop);
        }

        await RunAsync(folder, [.. AsPostgres(), Program("initdb"), $"--pgdata={folder}/data", "--username=platform", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"], stop);
        await database.StartAgainAsync(stop);
        await database.ScalarAsync<object>("postgres", $"CREATE DATABASE {Name}", stop);
        return database;
    }

    /// <summary>Starts it after it was ended; recovers where it was killed.</summary>
    public async Task StartAgainAsync(CancellationToken stop)
    {
        _process = await GuardedProcess.StartAsync(_folder, [.. AsPostgres(), Program("postgres"), "-D", $"{_folder}/data", "-p", $"{Port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1"], stop: stop);
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await ScalarAsync<int>("postgres", "SELECT 1", stop);
                return;
            }
            catch (NpgsqlException) when (_time.GetElapsedTime(started) < StartTimeout)
            {
                if (_process.Exited.IsCompleted)
                {
                    throw new ChaosException($"PostgreSQL ended:{Environment.NewLine}{_process.Tail()}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, stop);
            }
        }
    }

    /// <summary>Ends it; INT ends all its connections first, KILL leaves a database that has to recover.</summary>
    public async Task EndAsync(string signal)
    {
        await _process!.StopAsync(signal);
        await _process.DisposeAsync();
        if (signal == "KILL")
        {
            // Its children end with it, a moment later; a start before that would be refused.
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
        }
    }

    /// <summary>Sends a signal to all its processes.</summary>
    public async Task SignalAllAsync(string signal)
    {
        foreach (var id in ProcessTable.Read().Descendants(_process!.ProcessId).Append(_process.ProcessId))
        {
            await ProgramRun.RunAsync("/", ["/bin/sh", "-c", $"kill -{signal} {id}"], CancellationToken.None);
        }
    }

    public Task<long> CountAsync(string sql, CancellationToken stop) => ScalarAsync<long>(Name, sql, stop);

    public async ValueTask DisposeAsync() => await EndAsync("INT");

    private async Task<T?> ScalarAsync<T>(string name, string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionTo(name)};Pooling=false;Command Timeout=120");
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(stop) is T value ? value : default;
    }

    private string ConnectionTo(string name) => $"Host=127.0.0.1;Port={Port};Database={name};Username=platform";

    // PostgreSQL refuses to run as root; setpriv becomes the server, so that its id is the server's.
    private static string[] AsPostgres() => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static string Program(string name) => Path.Combine(Tools.PostgresFolder, name);

    private static async Task RunAsync(string folder, string[] command, CancellationToken stop)
    {
        if (await ProgramRun.RunAsync(folder, command, stop) is { ExitCode: not 0 } failed)
        {
            throw new ChaosException($"{string.Join(' ', command)} failed:{Environment.NewLine}{failed.Output}");
        }
    }
}
