using Platform.Events;

namespace Platform.Processing;

/// <summary>What an event does to an entity; made by <see cref="Effect"/>.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
public sealed class Effect<TState>
    where TState : class
{
    internal Effect(EffectKind kind, TState? state, IReadOnlyList<Output> outputs, string? reason, IReadOnlyList<string> awaitedTopics)
    {
        Kind = kind;
        State = state;
        Outputs = outputs;
        Reason = reason;
        AwaitedTopics = awaitedTopics;
    }

    /// <summary>What became of the event.</summary>
    public EffectKind Kind { get; }

    /// <summary>The new state of a change; else null, and the state stays.</summary>
    public TState? State { get; }

    /// <summary>What is to be published, in order; empty but for a change.</summary>
    public IReadOnlyList<Output> Outputs { get; }

    /// <summary>The outputs with what the event that caused them says; empty until <see cref="Complete"/>.</summary>
    internal IReadOnlyList<OutgoingEvent> Outgoing { get; private init; } = [];

    /// <summary>Why an event was ignored or skipped; else null.</summary>
    public string? Reason { get; }

    /// <summary>The topics from which the event that a deferred one needs would come; empty but for a deferred event.</summary>
    public IReadOnlyList<string> AwaitedTopics { get; }

    /// <summary>The same effect with its outputs completed. A copy: rules may give one effect for many events.</summary>
    /// <param name="factory">Completes them.</param>
    /// <param name="cause">The event.</param>
    /// <param name="grain">The entity's full name.</param>
    /// <exception cref="ArgumentException">An output can't be published.</exception>
    internal Effect<TState> Complete(OutputFactory factory, Event cause, string grain)
    {
        if (Outputs.Count == 0)
        {
            return this;
        }

        var outgoing = new OutgoingEvent[Outputs.Count];
        for (var ordinal = 0; ordinal < outgoing.Length; ordinal++)
        {
            outgoing[ordinal] = factory.Create(Outputs[ordinal], cause, grain, ordinal);
        }

        return new Effect<TState>(Kind, State, Outputs, Reason, AwaitedTopics) { Outgoing = outgoing };
    }

    /// <summary>The same change, which publishes more: events whose types and topics follow from their payloads' declarations.</summary>
    /// <param name="payloads">The payloads, in order; an <see cref="Output"/> among them is taken as it is.</param>
    /// <exception cref="InvalidOperationException">The event changed nothing.</exception>
    public Effect<TState> Publish(params object[] payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        return Kind == EffectKind.Change
            ? new Effect<TState>(Kind, State, [.. Outputs, .. payloads.Select(payload => payload as Output ?? Output.Of(payload))], Reason, AwaitedTopics)
            : throw new InvalidOperationException("Only an event that changes its entity publishes anything.");
    }
}
