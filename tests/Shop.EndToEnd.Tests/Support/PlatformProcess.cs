using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>A silo or gateway as a process of its own, seen from outside: its output, its HTTP, its signals.</summary>
internal sealed class PlatformProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int KillNow = 9;
    private const int KilledExitCode = 128 + KillNow;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private PlatformProcess(ProcessStartInfo start, Uri address)
    {
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Note(e.Data);
        _process.ErrorDataReceived += (_, e) => Note(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program without waiting for it.</summary>
    public static PlatformProcess Launch(string assembly, int port, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", $"http://127.0.0.1:{port}"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Only what the test says, whatever the shell that runs it has set.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("Platform__", StringComparison.OrdinalIgnoreCase) || k.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_ENVIRONMENT"] = "Development";

        // The tests are one caller, and read as fast as they can.
        start.Environment["Platform__Gateway__RequestsPerSecondMax"] = "1000000";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new PlatformProcess(start, new Uri($"http://127.0.0.1:{port}"));
    }

    public async Task AwaitReadyAsync(int seconds = 90)
    {
        var found = "no answer";
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(_process.HasExited, $"The process ended with {(_process.HasExited ? _process.ExitCode : 0)} before it was ready:\n{Output}");
                try
                {
                    using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    found = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException e)
                {
                    found = e.Message;
                    return false;
                }
            },
            () => $"{found}\n{Output}",
            seconds,
            "/health/ready");
    }

    /// <summary>Waits until all it says at its start is here: it answers before.</summary>
    public Task AwaitBannerAsync() => Eventually.HoldsAsync(
        () => Task.FromResult(Output.Contains("/analytics/orders", StringComparison.Ordinal)), () => Output);

    /// <summary>Ctrl-C; returns the exit code.</summary>
    public Task<int> InterruptAsync(int seconds = 90) => SignalAndWaitAsync(Interrupt, seconds);

    /// <summary>SIGTERM; returns the exit code.</summary>
    public Task<int> TerminateAsync(int seconds = 90) => SignalAndWaitAsync(Terminate, seconds);

    /// <summary>kill -9.</summary>
    public Task<int> KillAsync() => SignalAndWaitAsync(KillNow, 30);

    /// <summary>Waits until it has died as by kill -9.</summary>
    public async Task WaitForKillAsync(int seconds = 120)
    {
        var code = await WaitForExitAsync(seconds);
        Assert.True(code == KilledExitCode, $"The process ended with {code}:\n{Output}");
    }

    public async Task<int> WaitForExitAsync(int seconds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The process did not end within {seconds} s:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<int> SignalAndWaitAsync(int signal, int seconds)
    {
        Assert.Equal(0, Kill(_process.Id, signal));
        return await WaitForExitAsync(seconds);
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
