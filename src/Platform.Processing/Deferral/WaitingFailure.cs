using Platform.Events;

namespace Platform.Processing;

/// <summary>A waiting event that could not be applied when its turn came.</summary>
/// <param name="Event">The event.</param>
/// <param name="Failure">Why.</param>
internal readonly record struct WaitingFailure(Event Event, EventFailure Failure);
