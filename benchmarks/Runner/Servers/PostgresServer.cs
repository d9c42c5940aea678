using Npgsql;

namespace Benchmarks;

/// <summary>A PostgreSQL as <c>initdb</c> leaves it, on a free port of 127.0.0.1. Thread-safe.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly GuardedProcess _process;
    private readonly int _port;

    private PostgresServer(GuardedProcess process, int port)
    {
        _process = process;
        _port = port;
    }

    public int ProcessId => _process.ProcessId;

    public static async Task<PostgresServer> StartAsync(string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, "data");
        string[] user = [];
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root; setpriv becomes the server, so that its id is the server's.
            user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
            await RunAsync(folder, ["chown", "postgres:postgres", folder], stop);
        }

        await RunAsync(folder, [.. user, Program("initdb"), $"--pgdata={data}", "--username=platform", "--auth=trust", "--encoding=UTF8", "--locale=C"], stop);
        var port = FreePort.Take();
        var process = await GuardedProcess.StartAsync(folder, [.. user, Program("postgres"), "-D", data, "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1"], stop: stop);
        var server = new PostgresServer(process, port);
        try
        {
            await server.WhenReadyAsync(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string, for a database that may not be there yet.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username=platform";

    public Task CreateDatabaseAsync(string name, CancellationToken stop) => ExecuteAsync("postgres", $"CREATE DATABASE {name}", stop);

    public Task DropDatabaseAsync(string name, CancellationToken stop) => ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", stop);

    /// <summary>Writes to the disk what earlier runs left to write, so that no run pays for another.</summary>
    public Task CheckpointAsync(CancellationToken stop) => ExecuteAsync("postgres", "CHECKPOINT", stop);

    public Task ExecuteAsync(string database, string sql, CancellationToken stop) => ScalarAsync<object>(database, sql, stop);

    public async Task<T?> ScalarAsync<T>(string database, string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false;Command Timeout=600");
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(stop) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync("INT");
        await _process.DisposeAsync();
    }

    private static string Program(string name) => Path.Combine(Tools.PostgresFolder, name);

    private static async Task RunAsync(string folder, string[] command, CancellationToken stop)
    {
        if (await ProgramRun.RunAsync(folder, command, stop) is { ExitCode: not 0 } failed)
        {
            throw new BenchmarkException($"{string.Join(' ', command)} failed:{Environment.NewLine}{failed.Output}");
        }
    }

    private async Task WhenReadyAsync(CancellationToken stop)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await ScalarAsync<int>("postgres", "SELECT 1", stop);
                return;
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(deadline) < StartTimeout)
            {
                _process.ThrowIfEnded("PostgreSQL");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            }
        }
    }
}
