using System.Text.Json;
using Platform.Cli.Admin;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>Redrives one entity. The work itself does not need the watching.</summary>
internal sealed class EntityRedrive(AdminClient client, IOutput output, TimeProvider time)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>Begins it and, where it is watched, waits until the entity is live.</summary>
    /// <exception cref="ProblemException">The entity stopped again.</exception>
    public async Task RunAsync(EntityName entity, bool isWatched, CancellationToken cancellationToken)
    {
        var begun = await client.PostAsync(AdminPaths.Entity(entity) + "/redrive", body: null, cancellationToken);
        await output.WriteLineAsync($"{entity}: {begun.GetProperty("waiting")} events are being redriven.");
        if (!isWatched)
        {
            return;
        }

        if (await output.WatchAsync(report => WatchAsync(entity, report, cancellationToken)) is { } stopped)
        {
            throw new ProblemException($"{entity} stopped again with {stopped.GetProperty("waiting")} events parked; nothing is lost. {EntityState.ErrorOf(stopped)}");
        }

        await output.WriteLineAsync($"{entity} is live.");
    }

    // The entity once it has stopped again, or null once it is live.
    private async Task<JsonElement?> WatchAsync(EntityName entity, Func<string, Task> report, CancellationToken cancellationToken)
    {
        while (await client.FindAsync(AdminPaths.Entity(entity) + "?limit=1", cancellationToken) is { } found)
        {
            var state = found.GetProperty("entity");
            if (state.ValueKind == JsonValueKind.Null)
            {
                // Live, with what was dropped of it.
                return null;
            }

            if (!EntityState.IsRedriving(state))
            {
                return state;
            }

            await report($"{entity}: {state.GetProperty("waiting")} events are parked.");
            await Task.Delay(WatchInterval, time, cancellationToken);
        }

        return null;
    }
}
