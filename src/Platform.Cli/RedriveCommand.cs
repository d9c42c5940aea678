using System.Text.Json;

namespace Platform.Cli;

/// <summary><c>dlq redrive</c>: begins it, then tells how far it is until it ends. The work itself does not need the watching.</summary>
internal sealed class RedriveCommand(AdminClient client, TextWriter output, TimeProvider time)
{
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
        var begun = await client.PostAsync("admin/redrive", new { errorType = error }, cancellationToken);
        await output.WriteLineAsync($"{begun.GetProperty("entities")} entities with {begun.GetProperty("events")} events are being redriven.");
        var told = "";
        var entities = isWatched ? await CountAsync(error, cancellationToken) : default;
        while (isWatched && entities.Redriving > 0)
        {
            told = await TellAsync($"{entities.Redriving} entities are being redriven, {entities.Stopped} stopped again.", told);
            await Task.Delay(WatchInterval, time, cancellationToken);
            entities = await CountAsync(error, cancellationToken);
        }

        if (entities.Stopped > 0)
        {
            throw new ProblemException($"{entities.Stopped} entities stopped again as {error}; nothing is lost. See: platform dlq list --error {error}");
        }
    }

    private async Task<(int Redriving, int Stopped)> CountAsync(string error, CancellationToken cancellationToken)
    {
        var (redriving, stopped) = (0, 0);
        string? after = null;
        do
        {
            var page = await client.GetAsync(AdminPaths.WithQuery("admin/quarantine", ("errorType", error), ("after", after), ("limit", "1000")), cancellationToken);
            var isRedriving = page.GetProperty("entities").EnumerateArray().Count(entity => entity.GetProperty("isRedriving").GetBoolean());
            redriving += isRedriving;
            stopped += page.GetProperty("entities").GetArrayLength() - isRedriving;
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return (redriving, stopped);
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
