using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
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

    public string Name => Path.GetFileName(LogPath);

    public string Output => string.Join('\n', _output);

    /// <summary>Starts one, and waits until it is ready.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="crashAt">Where it dies as by kill -9, or null.</param>
    public static async Task<SiloProcess> StartAsync(TestSiloOptions options, string? crashAt = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AppliedLog).Assembly.Location, options.ToArgument()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (crashAt is not null)
        {
            start.Environment["PLATFORM_CRASH_AT"] = crashAt;
        }

        var silo = new SiloProcess(Process.Start(start)!, options.LogPath);
        await Eventually.Async(() => silo._output.Contains("READY"), () => silo.Output);
        return silo;
    }

    /// <summary>Lets it leave: drain, commit, release.</summary>
    public async Task StopAsync()
    {
        BeginStop();
        await EndStopAsync();
    }

    /// <summary>Tells it to leave.</summary>
    public void BeginStop() => _process.StandardInput.Close();

    /// <summary>Waits until it has left.</summary>
    public async Task EndStopAsync()
    {
        Assert.Equal(0, await ExitAsync());
        Assert.Contains("STOPPED", _output);
    }

    /// <summary>Waits for its end; returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await Eventually.Async(() => _process.HasExited, () => Output);
        // The last lines may come after the exit.
        await _process.WaitForExitAsync();
        return _process.ExitCode;
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

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
