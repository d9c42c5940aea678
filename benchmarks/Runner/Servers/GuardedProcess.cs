using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>A process whose output goes to a file and that never outlives this one. Its methods are called one at a time.</summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // Standard input is a pipe from this process: each line names a signal. The system closes it however this process ends; then the
    // guard kills. INT is ignored because a terminal's Ctrl-C goes to all, and the runner ends its processes in their order.
    private const string Guard = """
        trap '' INT
        exec 3<&0 2> /dev/null
        log=$1; shift
        "$@" >> "$log" 2>&1 < /dev/null 3<&- &
        child=$!
        (while read -r signal <&3; do kill -"$signal" "$child"; done; kill -KILL "$child") > /dev/null 2>&1 &
        guard=$!
        echo "$child"
        wait "$child"
        code=$?
        kill "$guard"
        exit "$code"
        """;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _shell;
    private readonly string _log;

    private GuardedProcess(Process shell, int processId, string log)
    {
        _shell = shell;
        _log = log;
        ProcessId = processId;
        Exited = shell.WaitForExitAsync(CancellationToken.None);
    }

    public int ProcessId { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    public static async Task<GuardedProcess> StartAsync(
        string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, CancellationToken stop = default)
    {
        var log = Path.Combine(folder, "output.log");
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Guard, "sh", log, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var shell = Process.Start(start) ?? throw new BenchmarkException("/bin/sh did not start.");
        var line = await shell.StandardOutput.ReadLineAsync(stop) ?? throw new BenchmarkException($"{command[0]} did not start.");
        return new GuardedProcess(shell, int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture), log);
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">Its name, as <c>kill</c> has it: STOP, TERM.</param>
    public async Task SignalAsync(string signal)
    {
        try
        {
            await _shell.StandardInput.WriteLineAsync(signal);
            await _shell.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <summary>Sends a signal and waits for the end; kills what takes longer than 20 s.</summary>
    /// <param name="signal">TERM, INT or KILL.</param>
    public async Task StopAsync(string signal)
    {
        if (!Exited.IsCompleted)
        {
            await SignalAsync(signal);
            await Task.WhenAny(Exited, Task.Delay(StopTimeout, TimeProvider.System));
        }

        try
        {
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The signal was not taken any more.
        }

        await Exited;
    }

    /// <exception cref="BenchmarkException">The process has ended; the message has what it wrote last.</exception>
    public void ThrowIfEnded(string name)
    {
        if (Exited.IsCompleted)
        {
            throw new BenchmarkException($"{name} ended with code {_shell.ExitCode}. It wrote last:{Environment.NewLine}{Tail()}");
        }
    }

    /// <summary>The last lines it wrote.</summary>
    public string Tail() => File.Exists(_log) ? string.Join(Environment.NewLine, File.ReadLines(_log).TakeLast(30)) : "(nothing)";

    public async ValueTask DisposeAsync()
    {
        await StopAsync("KILL");
        _shell.Dispose();
    }
}
