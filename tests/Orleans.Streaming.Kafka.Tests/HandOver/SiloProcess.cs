using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streaming.Kafka.TestSilo;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>A silo in a process of its own, which can be stopped, killed and frozen. It never outlives this one.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private SiloProcess(Process process, string log)
    {
        (_process, LogPath) = (process, log);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it applied.</summary>
    public string LogPath { get; }

    public static async Task<SiloProcess> StartAsync(string folder, string name, string servers, string group, string topic, KafkaGroupProtocol protocol, TimeSpan session, TimeSpan heartbeat)
    {
        var log = Path.Combine(folder, name);
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(AppliedLog).Assembly.Location, servers, group, topic, protocol.ToString(), log, Ms(session), Ms(heartbeat) })
        {
            start.ArgumentList.Add(argument);
        }

        var silo = new SiloProcess(Process.Start(start)!, log);
        await Eventually.Async(() => silo._output.Contains("READY"), () => silo.Output);
        return silo;
    }

    public string Output => string.Join('\n', _output);

    /// <summary>Lets it leave: drain, commit, release.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await Eventually.Async(() => _process.HasExited, () => Output);
        // The last lines may come after the exit.
        await _process.WaitForExitAsync();
        Assert.Contains("STOPPED", _output);
        Assert.True(_process.ExitCode == 0, $"Exit code {_process.ExitCode}: {Output}");
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
