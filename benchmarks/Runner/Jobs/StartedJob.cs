using System.Diagnostics;

namespace Benchmarks;

/// <summary>A job's process.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Process">The process.</param>
/// <param name="Clock">Runs since just before its start.</param>
/// <param name="Url">Where it answers HTTP, or null.</param>
/// <param name="Database">Where it keeps what it keeps, or null.</param>
/// <param name="Groups">The consumer groups whose committed offsets say how far it is, and what they read.</param>
/// <param name="IsReady">Whether it is ready for events.</param>
internal sealed record StartedJob(string Name, GuardedProcess Process, Stopwatch Clock, string? Url, string? Database, IReadOnlyList<GroupTopics> Groups, Func<Task<bool>> IsReady) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan CommitTimeout = TimeSpan.FromMinutes(1);

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

    /// <summary>Waits until its groups have committed all that is in their topics.</summary>
    /// <returns>What they have not committed within a minute, or null.</returns>
    public async Task<string?> WhenAllIsCommittedAsync(Broker broker, CancellationToken stop)
    {
        var began = Clock.Elapsed;
        foreach (var (group, topics) in Groups)
        {
            while (await broker.LagAsync(group, topics) is var lag and > 0)
            {
                ThrowIfEnded();
                if (Clock.Elapsed - began > CommitTimeout)
                {
                    return $"{group} has not committed {lag} records";
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.StopAsync("TERM");
        await Process.DisposeAsync();
    }
}
