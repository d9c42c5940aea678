using System.Runtime.CompilerServices;
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
        // Another entity may stop by the same error meanwhile, and one of these by another error.
        var entities = isWatched ? await ListAsync(errorType, cancellationToken) : [];
        var redrive = await client.PostAsync(AdminPaths.Redrive, new { errorType }, cancellationToken);
        if (!isWatched)
        {
            await output.WriteLineAsync($"The entities stopped by {errorType} are being redriven, {redrive.GetProperty("entities")} so far.");
            return;
        }

        var stopped = await output.WatchAsync(async report =>
        {
            redrive = await WatchAsync(errorType, redrive, report, cancellationToken);
            return await WatchAsync(entities, report, cancellationToken);
        });
        await output.WriteLineAsync($"{redrive.GetProperty("entities")} entities with {redrive.GetProperty("events")} events were redriven.");
        ThrowIfAnyFailed(redrive, stopped);
    }

    private async Task<HashSet<string>> ListAsync(string errorType, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entity in QuarantineAsync(errorType, cancellationToken))
        {
            names.Add(EntityState.NameOf(entity));
        }

        return names;
    }

    // Until all are begun.
    private async Task<JsonElement> WatchAsync(string errorType, JsonElement redrive, Func<string, Task> report, CancellationToken cancellationToken)
    {
        while (redrive.GetProperty("endedAt").ValueKind == JsonValueKind.Null)
        {
            await report($"{redrive.GetProperty("entities")} entities are begun, {redrive.GetProperty("failed")} failed.");
            await Task.Delay(WatchInterval, time, cancellationToken);
            redrive = await client.GetAsync(AdminPaths.WithQuery(AdminPaths.Redrive, ("errorType", errorType)), cancellationToken);
        }

        return redrive;
    }

    private async Task<IReadOnlyList<string>> WatchAsync(HashSet<string> entities, Func<string, Task> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (redriving, stopped) = await LookAsync(entities, cancellationToken);
            if (redriving == 0)
            {
                return stopped;
            }

            await report($"{redriving} entities are being redriven, {stopped.Count} stopped again.");
            await Task.Delay(WatchInterval, time, cancellationToken);
        }
    }

    private async Task<(int Redriving, IReadOnlyList<string> Stopped)> LookAsync(HashSet<string> entities, CancellationToken cancellationToken)
    {
        var redriving = 0;
        var stopped = new List<string>();
        await foreach (var entity in QuarantineAsync(errorType: null, cancellationToken))
        {
            if (!entities.Contains(EntityState.NameOf(entity)))
            {
                continue;
            }

            if (EntityState.IsRedriving(entity))
            {
                redriving++;
            }
            else
            {
                stopped.Add($"{EntityState.NameOf(entity)}: {EntityState.ErrorOf(entity)}");
            }
        }

        return (redriving, stopped);
    }

    private async IAsyncEnumerable<JsonElement> QuarantineAsync(string? errorType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await client.GetAsync(AdminPaths.WithQuery(AdminPaths.Quarantine, ("errorType", errorType), ("after", after), ("limit", "1000")), cancellationToken);
            foreach (var entity in page.GetProperty("entities").EnumerateArray())
            {
                yield return entity;
            }

            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
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
