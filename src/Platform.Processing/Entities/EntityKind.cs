using System.Reflection;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <inheritdoc cref="IEntityKind"/>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="processing">The storage and Kafka.</param>
/// <param name="name">The kind's name.</param>
/// <param name="transition">The rules.</param>
/// <param name="action">What must happen outside first, or null.</param>
/// <param name="recentIds">How many event ids are remembered; null for the options' limits.</param>
/// <param name="failedEvents">What becomes of events that fail for good; null for what is set for their topic.</param>
internal sealed class EntityKind<TState>(
    EventProcessing processing, string name, EntityTransition<TState> transition, EventAction? action, RecentIdLimits? recentIds, FailurePolicy? failedEvents)
    : IEntityKind
    where TState : class
{
    private readonly StateCodec<TState> _codec = new(processing.Format);
    private readonly EventHandling<TState> _handling = new(transition, action, processing.Options, processing.OutputFactory);
    private readonly FailureRules _failures = failedEvents is null ? processing.FailedEvents : new FailureRules(failedEvents, processing.Options.FailedEvents);

    /// <inheritdoc/>
    public bool NeedsNoActivation => action is null && transition.Pure is { } pure && IsOfNobody(pure);

    /// <inheritdoc/>
    public bool IsSameAs(IEntityKind other) => other is EntityKind<TState> same && Identity == same.Identity;

    private (string, EntityTransition<TState>, EventAction?, RecentIdLimits?, FailurePolicy?) Identity => (name, transition, action, recentIds, failedEvents);

    /// <inheritdoc/>
    public IUnactivatedEntity Begin(GrainId grain) => new UnactivatedEntity<TState>(processing, this, grain);

    /// <summary>Makes an entity's parts.</summary>
    /// <param name="grain">The entity.</param>
    /// <param name="deactivate">Ends the activation, if there is one, for this reason.</param>
    /// <param name="lost">Called after a write that failed.</param>
    public EntityParts<TState> Create(GrainId grain, Action<DeactivationReason>? deactivate, Action lost)
    {
        var rules = new EntityRules(
            name, $"{name}/{grain.Key.ToString()}", recentIds ?? processing.RecentIds, processing.Options.DeferredCountMax, _failures)
        {
            DeferredBytesMax = processing.Options.DeferredBytesMax,
            SizeOf = processing.SizeOf,
        };
        var outputs = new OutputQueue(processing.Publisher, processing.Proof);
        var store = new EntityStore<TState>(processing, _codec, grain, rules, outputs, lost);
        return new EntityParts<TState>(
            rules, _handling, outputs, store, new EntityWriter<TState>(processing, grain, deactivate, rules, _handling, store, outputs));
    }

    // Rules of an activation's own object would outlive it.
    private static bool IsOfNobody(Delegate rules) =>
        rules.Target is null || rules.Target.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0;
}
