using Platform.Events;

namespace Platform.Processing;

/// <summary>A deferred event that could not be applied when its turn came.</summary>
/// <param name="Event">The event.</param>
/// <param name="Failure">Why.</param>
internal readonly record struct DeferredFailure(Event Event, EventFailure Failure);
