namespace Orleans.Streaming.Kafka;

/// <summary>The limits of a dispatcher.</summary>
/// <param name="EntitiesInFlightMax">How many entities have a call in flight at once.</param>
/// <param name="BatchCountMax">How many events a call carries.</param>
/// <param name="Retry">When a failed call is repeated.</param>
internal readonly record struct DispatchLimits(int EntitiesInFlightMax, int BatchCountMax, RetrySchedule Retry);
