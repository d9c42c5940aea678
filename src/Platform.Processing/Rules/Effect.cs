namespace Platform.Processing;

/// <summary>The kinds of effect, for <see cref="Transition{TState}"/>.</summary>
public static class Effect
{
    /// <summary>The event changed the entity.</summary>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="state">The new state.</param>
    /// <param name="outputs">What is to be published, in order.</param>
    public static Effect<TState> Change<TState>(TState state, params Output[] outputs)
        where TState : class =>
        new(EffectKind.Change, state, outputs, null, []);

    /// <summary>The event is known and changes nothing. Counted; it has no outputs.</summary>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="reason">A short constant name, used as a metric's tag.</param>
    public static Effect<TState> Ignore<TState>(string reason)
        where TState : class =>
        new(EffectKind.Ignore, null, [], reason, []);

    /// <summary>
    /// The event never concerns this kind of entity, whatever the entity's state. Counted as an ignored one; nothing is written for it, neither its
    /// position nor its id, so a repeat is skipped and counted again.
    /// </summary>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="reason">A short constant name, used as a metric's tag.</param>
    public static Effect<TState> Skip<TState>(string reason)
        where TState : class =>
        new(EffectKind.Skip, null, [], reason, []);

    /// <summary>
    /// The event came before what it needs (topics have no order between them). It is kept, and tried again, in order of
    /// arrival, after each later event that changed the entity.
    /// </summary>
    /// <remarks>
    /// At <see cref="ProcessingOptions.DeferredCountMax"/> deferred events the next one fails as <c>waiting-limit</c>: it quarantines the entity, and the
    /// arrival of the event that they need ends that by itself. So does an event that is deferred for <see cref="ProcessingOptions.DeferredAgeMax"/>, as
    /// <c>waiting-age</c>: a time that runs only while the group has no lag in the topics named here. Where none is named it does not run.
    /// </remarks>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="awaitedTopics">The topics from which the event that it needs would come.</param>
    public static Effect<TState> Defer<TState>(params string[] awaitedTopics)
        where TState : class =>
        new(EffectKind.Defer, null, [], null, awaitedTopics);
}
