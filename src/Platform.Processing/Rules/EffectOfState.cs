namespace Platform.Processing;

/// <summary>What an event does to an entity; made by <see cref="Effect"/>.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
public sealed class Effect<TState>
    where TState : class
{
    internal Effect(EffectKind kind, TState? state, IReadOnlyList<Output> outputs, string? reason, string[] awaitedTopics)
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

    /// <summary>Why an event was ignored; else null.</summary>
    public string? Reason { get; }

    /// <summary>The topics from which the event that a deferred one needs would come; empty but for a deferred event.</summary>
    public IReadOnlyList<string> AwaitedTopics { get; }
}
