using System.Text.Json;

namespace Platform.Cli;

/// <summary><c>dlq redrive</c>: begins it, then tells how far it is until it ends. The work itself does not need the watching.</summary>
internal sealed class RedriveCommand(AdminClient client, TextWriter output, TimeProvider time)
{
    private const int NamedMax = 100;
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public Task RunAsync(Arguments arguments, string[] what, CancellationToken cancellationToken)
    {
        var isWatched = !arguments.Has("--no-wait");
        if (arguments.Option("--error") is { } error)
        {
            arguments.AllowOnly("--error", "--no-wait");
            return what.Length == 0 ? AllAsync(error, isWatched, cancellationToken) : throw new UsageException("redrive takes either an entity or --error.");
        }

        arguments.AllowOnly("--no-wait");
        return what switch
        {
            [var entity] => EntityAsync(entity, isWatched, cancellationToken),
            [var topic, var partition, var offset] => LetterAsync(AdminPaths.DeadLetter(topic, partition, offset), cancellationToken),
            _ => throw new UsageException("redrive needs GRAIN/KEY, or --error TYPE, or TOPIC PARTITION OFFSET."),
        };
    }

    private async Task LetterAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await client.PostAsync(path + "/reinject", body: null, cancellationToken);
        await output.WriteLineAsync($"Handed in again: {answer.GetProperty("topic")} {answer.GetProperty("partition")} {answer.GetProperty("offset")}");
    }

    private async Task EntityAsync(string entity, bool isWatched, CancellationToken cancellationToken)
    {
        var path = AdminPaths.Entity(entity);
        var begun = await client.PostAsync(path + "/redrive", body: null, cancellationToken);
        await output.WriteLineAsync($"{entity}: {begun.GetProperty("waiting")} events are being handed back.");
        for (var told = ""; isWatched && await client.FindAsync(path + "?limit=1", cancellationToken) is { } found;)
        {
            var state = found.GetProperty("entity");
            ThrowIfStopped(entity, state);
            told = await TellAsync($"{entity}: {state.GetProperty("waiting")} events wait.", told);
            await Task.Delay(WatchInterval, time, cancellationToken);
        }

        if (isWatched)
        {
            await output.WriteLineAsync($"{entity} is live.");
        }
    }

    private async Task AllAsync(string error, bool isWatched, CancellationToken cancellationToken)
    {
        var answer = await client.PostAsync("admin/redrive", new { errorType = error }, cancellationToken);
        await output.WriteLineAsync($"{answer.GetProperty("entities")} entities with {answer.GetProperty("events")} events are being redriven.");
        var begun = answer.GetProperty("begun").EnumerateArray().Select(entity => entity.GetString()!).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> stopped = isWatched && begun.Count > 0 ? await WatchAsync(begun, cancellationToken) : [];
        ThrowIfAnyFailed(answer, stopped);
    }

    // Of those that were begun: another entity may have stopped by the same error since, and one of these by another error.
    private async Task<IReadOnlyList<string>> WatchAsync(HashSet<string> begun, CancellationToken cancellationToken)
    {
        for (var told = ""; ;)
        {
            var (redriving, stopped) = await LookAsync(begun, cancellationToken);
            if (redriving == 0)
            {
                return stopped;
            }

            told = await TellAsync($"{redriving} entities are being redriven, {stopped.Count} stopped again.", told);
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
            var page = await client.GetAsync(AdminPaths.WithQuery("admin/quarantine", ("after", after), ("limit", "1000")), cancellationToken);
            foreach (var entity in page.GetProperty("entities").EnumerateArray().Where(entity => begun.Contains(NameOf(entity))))
            {
                if (entity.GetProperty("isRedriving").GetBoolean())
                {
                    redriving++;
                }
                else
                {
                    stopped.Add($"{NameOf(entity)}: {entity.GetProperty("errorType")}: {entity.GetProperty("error")}");
                }
            }

            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return (redriving, stopped);
    }

    private static string NameOf(JsonElement entity) => $"{entity.GetProperty("grain")}/{entity.GetProperty("key")}";

    private static void ThrowIfAnyFailed(JsonElement answer, IReadOnlyList<string> stopped)
    {
        var failed = answer.GetProperty("failed").GetInt64();
        var lines = new List<string>();
        if (failed > 0)
        {
            lines.Add($"{failed} entities could not be begun; asking again takes them up.");
            lines.AddRange(answer.GetProperty("failures").EnumerateArray().Select(failure => $"  {NameOf(failure)}: {failure.GetProperty("error")}"));
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

    private async Task<string> TellAsync(string line, string told)
    {
        if (!string.Equals(line, told, StringComparison.Ordinal))
        {
            await output.WriteLineAsync(line);
        }

        return line;
    }

    private static void ThrowIfStopped(string entity, JsonElement found)
    {
        if (!found.GetProperty("isRedriving").GetBoolean())
        {
            throw new ProblemException($"{entity} stopped again with {found.GetProperty("waiting")} events parked; nothing is lost. {found.GetProperty("errorType")}: {found.GetProperty("error")}");
        }
    }
}
