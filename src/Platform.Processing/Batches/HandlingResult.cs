using System.Runtime.ExceptionServices;

namespace Platform.Processing;

/// <summary>What came of asking the rules: an effect, a failure for good, or a failure that ends the attempt.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="Effect">The effect, or null.</param>
/// <param name="Failure">Why the event failed for good, or null.</param>
/// <param name="PutOff">What ended the attempt, or null.</param>
internal readonly record struct HandlingResult<TState>(Effect<TState>? Effect, EventFailure? Failure, ExceptionDispatchInfo? PutOff)
    where TState : class;
