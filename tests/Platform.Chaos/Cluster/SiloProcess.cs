using System.Globalization;
using System.Net;
using Benchmarks;

namespace Platform.Chaos;

/// <summary>One silo: a process of a user of its own, started again whenever it has ended without being told to. Its methods are called one at a time.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly string[] _command;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private GuardedProcess? _process;
    private Task _keeper = Task.CompletedTask;
    private bool _isWanted;

    public SiloProcess(int number, string folder, string program, IReadOnlyDictionary<string, string> settings, TimeProvider time)
    {
        (Number, _folder, _settings, _time) = (number, folder, settings, time);
        // A user of its own: packets are filtered by it.
        _command = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={UserId}", $"--regid={UserId}", "--clear-groups", "dotnet", program]
            : ["dotnet", program];
        _http = new HttpClient { BaseAddress = new Uri(settings["ASPNETCORE_URLS"]), Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>From 0.</summary>
    public int Number { get; }

    /// <summary>The user its process runs as, where this one is root.</summary>
    public int UserId => 20_000 + Number;

    /// <summary>The ports it listens on for silos and clients.</summary>
    public required int[] ClusterPorts { get; init; }

    /// <summary>Its HTTP.</summary>
    public HttpClient Http => _http;

    /// <summary>Whether it is to run: started, and neither killed nor stopped since.</summary>
    public bool IsWanted => Volatile.Read(ref _isWanted);

    /// <summary>How often it ended without being told to.</summary>
    public int EndedByItself { get; private set; }

    /// <summary>Starts it, and again whenever it ends by itself.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(_folder);
        if (Environment.IsPrivilegedProcess)
        {
            await ProgramRun.RunAsync(_folder, ["chown", $"{UserId}:{UserId}", _folder], stop);
        }

        _isWanted = true;
        await LaunchAsync(stop);
        _keeper = KeepAsync(stop);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="ChaosException">It does not within two minutes.</exception>
    public async Task AwaitReadyAsync(CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync("/health/ready", stop);
            if (answer.Status == HttpStatusCode.OK)
            {
                return;
            }

            if (_time.GetElapsedTime(started) > ReadyTimeout)
            {
                throw new ChaosException($"Silo {Number} is not ready after {ReadyTimeout}: {answer.Text}{Environment.NewLine}{Tail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), _time, stop);
        }
    }

    /// <summary>What it answers; the status is null where it does not.</summary>
    public async Task<(HttpStatusCode? Status, string Text)> GetAsync(string path, CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), stop);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(stop));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return (null, e.Message);
        }
    }

    /// <summary>The sum of a metric's series since its process began; 0 where it does not answer.</summary>
    /// <param name="metric">Its name as it is exported.</param>
    /// <param name="label">Only series with this text in their labels; null for all.</param>
    /// <param name="stop">Stops waiting.</param>
    public async Task<double> SumAsync(string metric, string? label, CancellationToken stop)
    {
        var (_, text) = await GetAsync("/metrics", stop);
        return text.Split('\n')
            .Where(line => line.StartsWith($"{metric}{{", StringComparison.Ordinal) || line.StartsWith($"{metric} ", StringComparison.Ordinal))
            .Where(line => label is null || line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync(string signal) => _process?.SignalAsync(signal) ?? Task.CompletedTask;

    /// <summary>SIGKILL, and no start until <see cref="StartAsync"/>.</summary>
    public async Task KillAsync()
    {
        _isWanted = false;
        await (_process?.StopAsync("KILL") ?? Task.CompletedTask);
        await _keeper;
    }

    /// <summary>SIGTERM, and no start until <see cref="StartAsync"/>.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <returns>How long it took, or null where it was killed after the limit.</returns>
    public async Task<TimeSpan?> StopAsync(TimeSpan limit)
    {
        _isWanted = false;
        if (_process is not { } process)
        {
            return TimeSpan.Zero;
        }

        var started = _time.GetTimestamp();
        await process.SignalAsync("TERM");
        await Task.WhenAny(process.Exited, Task.Delay(limit, _time));
        TimeSpan? took = process.Exited.IsCompleted ? _time.GetElapsedTime(started) : null;
        await KillAsync();
        return took;
    }

    /// <summary>The last lines it wrote.</summary>
    public string Tail() => _process?.Tail() ?? "(not started)";

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
    }

    private async Task LaunchAsync(CancellationToken stop) =>
        _process = await GuardedProcess.StartAsync(_folder, _command, _settings, stop);

    private async Task KeepAsync(CancellationToken stop)
    {
        while (_process is { } process)
        {
            await process.Exited;
            if (!IsWanted || stop.IsCancellationRequested)
            {
                return;
            }

            EndedByItself++;
            await process.DisposeAsync();
            await Task.Delay(RestartDelay, _time, CancellationToken.None);
            if (!IsWanted || stop.IsCancellationRequested)
            {
                return;
            }

            await LaunchAsync(stop);
            if (!IsWanted)
            {
                await _process!.StopAsync("KILL");
            }
        }
    }
}
