namespace Platform.Hosting.Startup;

/// <summary>
/// Bounds a stop: when the process is still there <see cref="Max"/> after it began to stop, because a broker or a database hangs, it says
/// what was not drained and ends. Whoever restarts it gets its place back, and what was not acknowledged is delivered again.
/// </summary>
/// <param name="notDrained">What is not drained now, or null.</param>
/// <param name="errors">Where it is said: the log may hang with the rest.</param>
/// <param name="exit">Ends the process with a code.</param>
/// <param name="time">The clock.</param>
internal sealed class StopLimit(Func<string?> notDrained, TextWriter errors, Action<int> exit, TimeProvider time) : IDisposable
{
    /// <summary>How long a stop lasts at most, whatever hangs. What an orchestrator allows lies above.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(25);

    /// <summary>How much of that the parts have to stop in their order; the rest is for what they dispose of.</summary>
    public static readonly TimeSpan PartsMax = TimeSpan.FromSeconds(18);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isOver;

    /// <summary>The stop begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _timer ??= time.CreateTimer(_ => GiveUp(), null, Max, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The stop is over.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private void GiveUp()
    {
        errors.WriteLine($"The stop did not end within {Max.TotalSeconds:F0} s; the process ends now. Not drained: {notDrained() ?? "nothing"}.");
        errors.Flush();
        exit(IncompleteDrainException.ExitCode);
    }
}
