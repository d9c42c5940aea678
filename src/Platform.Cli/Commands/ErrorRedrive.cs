using System.Text.Json;
using Platform.Cli.Admin;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>Redrives all entities that one error stopped. The work itself does not need the watching.</summary>
internal sealed class ErrorRedrive(AdminClient client, IOutput output, TimeProvider time)
{
    private const int NamedMax = 100;
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>Begins it and, where it is watched, waits until each entity is live or has stopped again.</summary>
    /// <exception cref="ProblemException">Some could not be begun, or stopped again.</exception>
    public async Task RunAsync(string errorType, bool isWatched, CancellationToken cancellationToken)
    {
        var answer = await client.PostAsync(AdminPaths.Redrive, new { errorType }, cancellationToken);
        await output.WriteLineAsync($"{answer.GetProperty("entities")} entities with {answer.GetProperty("events")} events are being redriven.");
        var begun = answer.GetProperty("begun").EnumerateArray().Select(entity => entity.GetString()!).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> stopped = isWatched && begun.Count > 0 ? await output.WatchAsync(report => WatchAsync(begun, report, cancellationToken)) : [];
        ThrowIfAnyFailed(answer, stopped);
    }

    // Of those that were begun: another entity may have stopped by the same error since, and one of these by another error.
    private async Task<IReadOnlyList<string>> WatchAsync(HashSet<string> begun, Func<string, Task> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (redriving, stopped) = await LookAsync(begun, cancellationToken);
            if (redriving == 0)
            {
                return stopped;
            }

            await report($"{redriving} entities are being redriven, {stopped.Count} stopped again.");
            await Task.Delay(WatchInterval, time, cancellationToken);
        }
    }

    private async Task<(int Redriving, IReadOnlyList<string> Stopped)> LookAsync(HashSet<string> begun, CancellationToken cancellationToken)
    {
        var redriving = 0;
        var stopped = new List<string>();
        string? after = null;
        do
        {
            var page = await client.GetAsync(AdminPaths.WithQuery(AdminPaths.Quarantine, ("after", after), ("limit", "1000")), cancellationToken);
            foreach (var entity in page.GetProperty("entities").EnumerateArray().Where(entity => begun.Contains(EntityState.NameOf(entity))))
            {
                if (EntityState.IsRedriving(entity))
                {
                    redriving++;
                }
                else
                {
                    stopped.Add($"{EntityState.NameOf(entity)}: {EntityState.ErrorOf(entity)}");
                }
            }

            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return (redriving, stopped);
    }

    private static void ThrowIfAnyFailed(JsonElement answer, IReadOnlyList<string> stopped)
    {
        var failed = answer.GetProperty("failed").GetInt64();
        var lines = new List<string>();
        if (failed > 0)
        {
            lines.Add($"The redrive of {failed} entities could not be begun; the same command tries them again.");
            lines.AddRange(answer.GetProperty("failures").EnumerateArray().Select(failure => $"  {EntityState.NameOf(failure)}: {failure.GetProperty("error")}"));
        }

        if (stopped.Count > 0)
        {
            lines.Add($"{stopped.Count} entities stopped again; nothing is lost. See: platform dlq list");
            lines.AddRange(stopped.Take(NamedMax).Select(entity => $"  {entity}"));
        }

        if (lines.Count > 0)
        {
            throw new ProblemException(string.Join(Environment.NewLine, lines));
        }
    }
}
