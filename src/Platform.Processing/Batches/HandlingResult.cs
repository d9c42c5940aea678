using System.Runtime.ExceptionServices;

namespace Platform.Processing;

/// <summary>What came of calling the rules: an effect, a failure for good, or a failure that ends the attempt.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="Effect">The effect, or null.</param>
/// <param name="Failure">Why the event failed for good, or null.</param>
/// <param name="Deferral">What ended the attempt, so that the delivery is deferred; or null.</param>
internal readonly record struct HandlingResult<TState>(Effect<TState>? Effect, EventFailure? Failure, ExceptionDispatchInfo? Deferral)
    where TState : class;
