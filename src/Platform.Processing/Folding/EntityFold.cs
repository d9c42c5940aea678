using Platform.Events;

namespace Platform.Processing;

/// <summary>The entity's own state while a batch is folded, with what waits for it and what it puts out. Owned by one fold.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="rules">The entity's rules.</param>
/// <param name="entity">The durable state.</param>
/// <param name="waiting">The events that wait; never changed.</param>
/// <param name="tally">What is counted.</param>
internal sealed class EntityFold<TState>(EntityRules<TState> rules, TState? entity, Event[] waiting, FoldTally tally)
    where TState : class
{
    private readonly List<Event> _waiting = [.. waiting];
    private readonly List<PendingOutput> _outputs = [];

    /// <summary>The state so far.</summary>
    public TState? Entity { get; private set; } = entity;

    /// <summary>The outputs of this fold, in order.</summary>
    public List<PendingOutput> Outputs => _outputs;

    /// <summary>The events that wait, in order of arrival.</summary>
    public List<Event> Waiting => _waiting;

    /// <summary>Whether the same event is waiting; its id may have left the window since.</summary>
    /// <param name="event">The event.</param>
    public bool IsWaiting(Event @event)
    {
        foreach (var waits in _waiting)
        {
            if (string.Equals(waits.Id, @event.Id, StringComparison.Ordinal) && string.Equals(waits.Type, @event.Type, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Applies an event, and what waited for it. What the rules throw is passed on, and changes nothing.</summary>
    /// <param name="event">The event.</param>
    /// <param name="offset">The offset of the record that brought it.</param>
    public void Apply(Event @event, long offset)
    {
        var effect = rules.Transition(Entity, @event);
        if (effect.Kind == EffectKind.Wait)
        {
            Keep(@event);
            return;
        }

        if (Take(effect, @event, offset))
        {
            Release(offset);
        }
    }

    private void Keep(Event @event)
    {
        if (_waiting.Count >= rules.WaitingCountMax)
        {
            throw new EventRefusedException("waiting-limit", $"{_waiting.Count} events of {rules.Name} already wait for another event.");
        }

        _waiting.Add(@event);
        tally.Waiting++;
    }

    private bool Take(Effect<TState> effect, Event @event, long offset)
    {
        if (effect.Kind == EffectKind.Ignore)
        {
            tally.Ignored.Add(effect.Reason!);
            return false;
        }

        Entity = effect.State;
        tally.Applied++;
        for (var ordinal = 0; ordinal < effect.Outputs.Count; ordinal++)
        {
            _outputs.Add(new PendingOutput(offset, effect.Outputs[ordinal].CausedBy(@event, rules.Name, ordinal)));
        }

        return true;
    }

    // What a waiting event changes may be what another one waits for.
    private void Release(long offset)
    {
        var changed = _waiting.Count > 0;
        while (changed)
        {
            changed = false;
            var index = 0;
            while (index < _waiting.Count)
            {
                var @event = _waiting[index];
                if (TryRelease(@event) is not { } effect)
                {
                    index++;
                    continue;
                }

                _waiting.RemoveAt(index);
                changed |= Take(effect, @event, offset);
            }
        }
    }

    // Its record is long acknowledged and in nobody's hands, so it can't be answered as refused: it goes on waiting, in
    // sight, and is tried again with the next change.
    private Effect<TState>? TryRelease(Event @event)
    {
        try
        {
            var effect = rules.Transition(Entity, @event);
            return effect.Kind == EffectKind.Wait ? null : effect;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            tally.WaitingFailures.Add(new WaitingFailure(@event, exception));
            return null;
        }
    }
}
