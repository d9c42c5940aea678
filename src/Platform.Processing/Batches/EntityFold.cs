using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// The entity's own state while a batch is folded, with its deferred events and its outputs. It calls no rules: effects are
/// passed in. Owned by one fold.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="rules">The entity's limits.</param>
/// <param name="entity">The durable state.</param>
/// <param name="deferred">The durable deferred events; never changed.</param>
/// <param name="tally">What is counted.</param>
internal sealed class EntityFold<TState>(EntityRules rules, TState? entity, DeferredEvent[] deferred, FoldTally tally)
    where TState : class
{
    // Null: none. Most folds have no deferred events, and many no outputs.
    private List<DeferredEvent>? _deferred = deferred.Length == 0 ? null : [.. deferred];
    private List<PendingOutput>? _outputs;
    private int _next;
    private bool _changed;

    /// <summary>The state so far.</summary>
    public TState? Entity { get; private set; } = entity;

    /// <summary>Whether there are outputs of this fold.</summary>
    public bool HasOutputs => _outputs is not null;

    /// <summary>The deferred events, in order of arrival.</summary>
    public IReadOnlyList<DeferredEvent> Deferred => _deferred ?? (IReadOnlyList<DeferredEvent>)[];

    /// <summary>The outputs of this fold, in order.</summary>
    public PendingOutput[] ToOutputs() => _outputs is null ? [] : [.. _outputs];

    /// <summary>Whether the same event is deferred; its id may have left the window of recent ids since.</summary>
    /// <param name="event">The event.</param>
    public bool IsDeferred(Event @event)
    {
        if (_deferred is null)
        {
            return false;
        }

        foreach (var other in _deferred)
        {
            if (IsOf(other.Event, @event.Id, @event.Type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Applies what an event does.</summary>
    /// <param name="effect">Its effect.</param>
    /// <param name="number">The number that its outputs are stored with.</param>
    /// <param name="origin">The delivery that they are of, or null for a redrive.</param>
    /// <returns>Whether the entity changed, so that the deferred events must be tried.</returns>
    public bool Change(Effect<TState> effect, long number, DeliveryOrigin? origin)
    {
        if (effect.Kind is EffectKind.Ignore or EffectKind.Skip)
        {
            tally.Ignore(effect.Reason!);
            return false;
        }

        Entity = effect.State;
        tally.Applied++;
        foreach (var output in effect.Outgoing)
        {
            (_outputs ??= []).Add(new PendingOutput(origin, number, output));
        }

        return true;
    }

    /// <summary>Defers an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="limitsFactor">By what the limits of count and bytes are multiplied.</param>
    /// <exception cref="EventRejectedException">No more events may be deferred.</exception>
    public void Defer(DeferredEvent @event, int limitsFactor)
    {
        _deferred ??= [];
        if (_deferred.Count / limitsFactor >= rules.DeferredCountMax)
        {
            throw new EventRejectedException(Quarantine.DeferredLimit, $"{_deferred.Count} events of {rules.Name} are already deferred until another event comes.");
        }

        var bytes = (long)rules.SizeOf(@event.Event) + _deferred.Sum(other => (long)rules.SizeOf(other.Event));
        if (bytes / limitsFactor > rules.DeferredBytesMax)
        {
            throw new EventRejectedException(
                Quarantine.DeferredLimit, $"The deferred events of {rules.Name} would have {bytes:N0} bytes with this one, of {rules.DeferredBytesMax:N0} they may have.");
        }

        _deferred.Add(@event);
        tally.Deferred++;
    }

    /// <summary>Begins to try the deferred events, from the first.</summary>
    public void BeginRelease() => (_next, _changed) = (0, false);

    /// <summary>The deferred event whose turn it is, or null at the end. What one of them changes may be what another needs, so all are tried again until nothing changes.</summary>
    public DeferredEvent? NextDeferred()
    {
        if (_deferred is null)
        {
            return null;
        }

        if (_next >= _deferred.Count && _changed)
        {
            BeginRelease();
        }

        return _next < _deferred.Count ? _deferred[_next] : null;
    }

    /// <summary>Applies the effect of the deferred event whose turn it is.</summary>
    /// <param name="effect">Its effect.</param>
    /// <param name="number">The number that its outputs are stored with.</param>
    /// <param name="origin">The delivery that they are of, or null for a redrive.</param>
    public void ApplyDeferred(Effect<TState> effect, long number, DeliveryOrigin? origin)
    {
        var current = _deferred![_next];
        if (effect.Kind == EffectKind.Defer)
        {
            // What it needs may be another thing now; since when it is deferred stays.
            _deferred[_next++] = current with { AwaitedTopics = [.. effect.AwaitedTopics] };
            return;
        }

        _deferred.RemoveAt(_next);
        _changed |= Change(effect, number, origin);
    }

    /// <summary>Skips the deferred event whose turn it is; it stays deferred.</summary>
    public void SkipDeferred() => _next++;

    /// <summary>Removes a deferred event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its type.</param>
    public DeferredEvent RemoveDeferred(string id, string type)
    {
        var removed = _deferred!.First(other => IsOf(other.Event, id, type));
        _deferred!.Remove(removed);
        return removed;
    }

    /// <summary>Removes all deferred events.</summary>
    public DeferredEvent[] RemoveAllDeferred()
    {
        DeferredEvent[] all = [.. Deferred];
        _deferred = null;
        return all;
    }

    private static bool IsOf(Event @event, string id, string type) =>
        string.Equals(@event.Id, id, StringComparison.Ordinal) && string.Equals(@event.Type, type, StringComparison.Ordinal);
}
