using Platform.Events;

namespace Platform.Processing;

/// <summary>What a fold needs to know of its entity.</summary>
/// <param name="Name">The entity's full name, <c>order/42</c>; part of its outputs' ids.</param>
/// <param name="RecentIds">How many event ids are remembered.</param>
/// <param name="WaitingCountMax">How many events may wait.</param>
/// <param name="FailedEvents">What becomes of events that fail for good.</param>
internal sealed record EntityRules(
    string Name,
    RecentIdLimits RecentIds,
    int WaitingCountMax,
    FailureRules FailedEvents)
{
    /// <summary>How many bytes the waiting events may have together; <see cref="SizeOf"/> measures them.</summary>
    public long WaitingBytesMax { get; init; } = long.MaxValue;

    /// <summary>How many bytes a waiting event takes in the state.</summary>
    public Func<Event, int> SizeOf { get; init; } = static _ => 0;
}
