using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Platform.Persistence.Tests.Support;

/// <summary>
/// A PostgreSQL server of a test class's own, with its files in a temporary directory, that can be stopped, crashed and frozen.
/// Needs an installed PostgreSQL; started by root it runs as the user <c>postgres</c>.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string? _programs = Programs();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("postgres-");
    private readonly int _port = FreePort();
    private Process? _server;

    public PostgresServer()
    {
        if (_programs is null)
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", "postgres:postgres", _directory.FullName);
        }

        RunAsServer(Path.Combine(_programs, "initdb"), "--pgdata", Data, "--username=platform", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        Start();
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=platform";

    private string Data => Path.Combine(_directory.FullName, "data");

    public void SkipIfMissing() => Skip.If(_programs is null, "PostgreSQL's server programs are not installed (/usr/lib/postgresql/*/bin).");

    public void Start()
    {
        _server = Process.Start(AsServer(
            Path.Combine(_programs!, "postgres"), "-D", Data, "-p", $"{_port}", "-k", _directory.FullName, "-c", "listen_addresses=127.0.0.1", "-c", "logging_collector=on"))!;
        var watch = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.False(_server.HasExited || watch.Elapsed > TimeSpan.FromSeconds(60), "PostgreSQL did not start.");
            Thread.Yield();
        }
    }

    /// <summary>Ends all transactions and exits.</summary>
    public void Stop() => End("-INT");

    /// <summary>Exits at once, as after a power cut; the next start recovers from the log.</summary>
    public void Crash() => End("-QUIT");

    /// <summary>Stops every process of the server; connections stay open and nothing answers.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    public void Dispose()
    {
        if (_server is { HasExited: false })
        {
            Crash();
        }

        _server?.Dispose();
        _directory.Delete(recursive: true);
    }

    private void End(string signal)
    {
        Run("kill", signal, $"{_server!.Id}");
        Assert.True(_server.WaitForExit(TimeSpan.FromSeconds(60)), "PostgreSQL did not stop.");
        _server.Dispose();
    }

    private void Signal(string signal)
    {
        var own = _server!.Id;
        Run("kill", signal, $"{own}");
        foreach (var child in Children(own))
        {
            using var kill = Process.Start("kill", [signal, child]);
            kill.WaitForExit();
            // One may end just now.
            Assert.True(kill.ExitCode == 0 || !Directory.Exists($"/proc/{child}"), $"kill {signal} {child} ended with {kill.ExitCode}.");
        }
    }

    private static string[] Children(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private bool Answers()
    {
        try
        {
            using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Timeout=5");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static ProcessStartInfo AsServer(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments]) { WorkingDirectory = "/" }
        : new ProcessStartInfo(program, arguments);

    private static void RunAsServer(string program, params string[] arguments) => Run(AsServer(program, arguments));

    private static void Run(string program, params string[] arguments) => Run(new ProcessStartInfo(program, arguments));

    private static void Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
    }

    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(static version => double.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
            .Select(static version => Path.Combine(version, "bin"))
            .FirstOrDefault(static programs => File.Exists(Path.Combine(programs, "initdb")))
        : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
