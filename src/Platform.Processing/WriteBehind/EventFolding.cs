using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>Folds events without waiting for anything: what is usual of new and repeated events.</summary>
internal static class EventFolding
{
    /// <summary>Folds events, oldest first, and the deferred ones that they release.</summary>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="fold">Takes what they do.</param>
    /// <param name="events">The events.</param>
    /// <param name="handling">Calls the rules.</param>
    /// <param name="rules">The entity's limits.</param>
    /// <param name="processing">Stops the entity where its deferred events are overdue.</param>
    /// <returns>False where one of them is for the grain: it fails, or has to wait or to ask. The fold then holds those before it.</returns>
    public static bool TryFold<TState>(BatchFold<TState> fold, ReceivedEvent[] events, EventHandling<TState> handling, EntityRules rules, EventProcessing processing)
        where TState : class
    {
        for (var index = 0; index < events.Length; index++)
        {
            if (fold.Quarantine is not null || !TryFold(fold, index, FoldSource.Of(events[index]), handling, rules))
            {
                return false;
            }
        }

        if (fold.Deferred.Count > 0)
        {
            processing.StopIfOverdue(rules, fold);
        }

        return true;
    }

    private static bool TryFold<TState>(BatchFold<TState> fold, int index, FoldSource source, EventHandling<TState> handling, EntityRules rules)
        where TState : class
    {
        try
        {
            if (fold.IsDuplicate(index, source))
            {
                return true;
            }
        }
        catch (TopicTruncatedException)
        {
            // The grain reports it.
            return false;
        }

        if (source.Event is not { } @event || fold.UncertaintyOf(source) is not null || handling.Apply(fold.Entity, @event, rules.Name).Effect is not { } effect || !fold.TryApply(source, effect, out var isChanged))
        {
            return false;
        }

        if (isChanged && fold.Deferred.Count > 0)
        {
            Release(fold, source, handling, rules);
        }

        return true;
    }

    private static void Release<TState>(BatchFold<TState> fold, FoldSource source, EventHandling<TState> handling, EntityRules rules)
        where TState : class
    {
        fold.BeginRelease();
        while (fold.NextDeferred() is { } deferred)
        {
            var result = handling.Apply(fold.Entity, deferred.Event, rules.Name);
            if (result.Effect is { } effect)
            {
                fold.ApplyDeferred(effect, source.Position, source.Number);
            }
            else if (!fold.FailDeferred(deferred, result.Failure!, source.Position))
            {
                return;
            }
        }
    }
}
