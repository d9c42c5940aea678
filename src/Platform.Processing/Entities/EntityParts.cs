namespace Platform.Processing;

/// <summary>What an entity in memory consists of.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="Rules">The entity's limits.</param>
/// <param name="Handling">Calls the rules.</param>
/// <param name="Outputs">The outputs of earlier lives and of those who entered.</param>
/// <param name="Store">What is durable.</param>
/// <param name="Writer">Takes the usual events.</param>
internal readonly record struct EntityParts<TState>(
    EntityRules Rules, EventHandling<TState> Handling, OutputQueue Outputs, EntityStore<TState> Store, EntityWriter<TState> Writer)
    where TState : class;
