namespace Platform.Persistence;

/// <summary>Which parked records are dropped, and why.</summary>
/// <param name="FirstSequence">The lowest sequence that is dropped.</param>
/// <param name="LastSequence">The highest one.</param>
/// <param name="Reason">Why, for a person.</param>
/// <param name="At">When, UTC.</param>
public sealed record ParkedDrop(long FirstSequence, long LastSequence, string Reason, DateTimeOffset At);
