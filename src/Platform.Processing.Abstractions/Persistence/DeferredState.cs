namespace Platform.Persistence;

/// <summary>What a deferred write writes.</summary>
/// <typeparam name="T">The state.</typeparam>
/// <param name="State">The state.</param>
/// <param name="ETag">The ETag the row must have; null where there must be no row.</param>
/// <param name="Parking">What happens to the entity's parked records in the same transaction, or null for nothing.</param>
public readonly record struct DeferredState<T>(T State, string? ETag, ParkingChange? Parking);
