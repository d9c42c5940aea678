namespace Platform.Processing;

/// <summary>An entity's rules, of one of the two kinds.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="Pure">Rules that call nobody, or null.</param>
/// <param name="Asynchronous">Rules that call others, or null.</param>
internal readonly record struct EntityTransition<TState>(Transition<TState>? Pure, AsyncTransition<TState>? Asynchronous)
    where TState : class;
