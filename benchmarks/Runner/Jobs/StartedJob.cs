using System.Diagnostics;

namespace Benchmarks;

/// <summary>A job's process.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Process">The process.</param>
/// <param name="Clock">Runs since just before its start.</param>
/// <param name="Url">Where it answers HTTP, or null.</param>
/// <param name="Database">Where it keeps what it keeps, or null.</param>
/// <param name="IsReady">Whether it is ready for events.</param>
internal sealed record StartedJob(string Name, GuardedProcess Process, Stopwatch Clock, string? Url, string? Database, Func<Task<bool>> IsReady) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);

    public void ThrowIfEnded() => Process.ThrowIfEnded(Name);

    public async Task WhenReadyAsync(CancellationToken stop)
    {
        while (!await IsReady())
        {
            ThrowIfEnded();
            if (Clock.Elapsed > ReadyTimeout)
            {
                throw new BenchmarkException($"{Name} was not ready within {ReadyTimeout}. It wrote last:{Environment.NewLine}{Process.Tail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Process.StopAsync("TERM");
        await Process.DisposeAsync();
    }
}
