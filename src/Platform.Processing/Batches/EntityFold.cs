using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// The entity's own state while a batch is folded, with what waits for it and what it puts out. It asks nobody: effects are
/// handed in. Owned by one fold.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="rules">The entity's limits.</param>
/// <param name="entity">The durable state.</param>
/// <param name="waiting">The events that wait; never changed.</param>
/// <param name="tally">What is counted.</param>
internal sealed class EntityFold<TState>(EntityRules rules, TState? entity, WaitingEvent[] waiting, FoldTally tally)
    where TState : class
{
    private readonly List<WaitingEvent> _waiting = [.. waiting];
    private readonly List<PendingOutput> _outputs = [];
    private int _next;
    private bool _changed;

    /// <summary>The state so far.</summary>
    public TState? Entity { get; private set; } = entity;

    /// <summary>The outputs of this fold, in order.</summary>
    public List<PendingOutput> Outputs => _outputs;

    /// <summary>The events that wait, in order of arrival.</summary>
    public List<WaitingEvent> Waiting => _waiting;

    /// <summary>Whether the same event is waiting; its id may have left the window since.</summary>
    /// <param name="event">The event.</param>
    public bool IsWaiting(Event @event)
    {
        foreach (var waits in _waiting)
        {
            if (IsOf(waits.Event, @event.Id, @event.Type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes what an event does.</summary>
    /// <param name="effect">Its effect.</param>
    /// <param name="event">The event.</param>
    /// <param name="mark">What its outputs are stored with.</param>
    /// <returns>Whether the entity changed, so that what waits must be tried.</returns>
    public bool Change(Effect<TState> effect, Event @event, long mark)
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
            _outputs.Add(new PendingOutput(mark, effect.Outputs[ordinal].CausedBy(@event, rules.Name, ordinal)));
        }

        return true;
    }

    /// <summary>Puts an event to wait.</summary>
    /// <param name="kept">The event.</param>
    /// <param name="limitsTimes">How many times the usual count and bytes may wait.</param>
    /// <exception cref="EventRefusedException">No more events may wait.</exception>
    public void Keep(WaitingEvent kept, int limitsTimes)
    {
        if (_waiting.Count / limitsTimes >= rules.WaitingCountMax)
        {
            throw new EventRefusedException(Quarantine.WaitingLimit, $"{_waiting.Count} events of {rules.Name} already wait for another event.");
        }

        var bytes = (long)rules.SizeOf(kept.Event) + _waiting.Sum(waits => (long)rules.SizeOf(waits.Event));
        if (bytes / limitsTimes > rules.WaitingBytesMax)
        {
            throw new EventRefusedException(
                Quarantine.WaitingLimit, $"The events of {rules.Name} that wait for another event would have {bytes:N0} bytes with this one, of {rules.WaitingBytesMax:N0} they may have.");
        }

        _waiting.Add(kept);
        tally.Waiting++;
    }

    /// <summary>Begins to try the waiting events, from the first.</summary>
    public void BeginRelease() => (_next, _changed) = (0, false);

    /// <summary>The waiting event whose turn it is, or null at the end. What one of them changes may be what another waits for, so it goes round until nothing changes.</summary>
    public WaitingEvent? NextWaiting()
    {
        if (_next >= _waiting.Count && _changed)
        {
            BeginRelease();
        }

        return _next < _waiting.Count ? _waiting[_next] : null;
    }

    /// <summary>Takes what the waiting event whose turn it is does.</summary>
    /// <param name="effect">Its effect.</param>
    /// <param name="mark">What its outputs are stored with.</param>
    public void TakeWaiting(Effect<TState> effect, long mark)
    {
        var waits = _waiting[_next];
        if (effect.Kind == EffectKind.Wait)
        {
            // What it waits for may be another thing now; how long it has waited stays.
            _waiting[_next++] = waits with { AwaitedTopics = [.. effect.AwaitedTopics] };
            return;
        }

        _waiting.RemoveAt(_next);
        _changed |= Change(effect, waits.Event, mark);
    }

    /// <summary>Passes over the waiting event whose turn it is; it goes on waiting.</summary>
    public void PassWaiting() => _next++;

    /// <summary>Takes a waiting event away.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its type.</param>
    public WaitingEvent RemoveWaiting(string id, string type)
    {
        var removed = _waiting.First(waits => IsOf(waits.Event, id, type));
        _waiting.Remove(removed);
        return removed;
    }

    /// <summary>Takes all waiting events away.</summary>
    public WaitingEvent[] RemoveAllWaiting()
    {
        WaitingEvent[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    private static bool IsOf(Event @event, string id, string type) =>
        string.Equals(@event.Id, id, StringComparison.Ordinal) && string.Equals(@event.Type, type, StringComparison.Ordinal);
}
