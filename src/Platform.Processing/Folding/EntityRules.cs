namespace Platform.Processing;

/// <summary>What a fold needs to know of its entity.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="Name">The entity's full name, <c>order/42</c>; part of its outputs' ids.</param>
/// <param name="Transition">The rules.</param>
/// <param name="RecentIds">How many event ids are remembered.</param>
/// <param name="WaitingCountMax">How many events may wait.</param>
internal sealed record EntityRules<TState>(
    string Name,
    Transition<TState> Transition,
    RecentIdLimits RecentIds,
    int WaitingCountMax)
    where TState : class;
