using Platform.Events;

namespace Platform.Processing;

/// <summary>What a fold needs to know of its entity.</summary>
/// <param name="Kind">The kind of entity.</param>
/// <param name="Name">The entity's full name, <c>meter/42</c>; part of its outputs' ids.</param>
/// <param name="RecentIds">How many event ids are remembered.</param>
/// <param name="DeferredCountMax">How many events may be deferred.</param>
/// <param name="FailedEvents">What becomes of events that fail for good.</param>
internal sealed record EntityRules(
    string Kind,
    string Name,
    RecentIdLimits RecentIds,
    int DeferredCountMax,
    FailureRules FailedEvents)
{
    /// <summary>How many bytes the deferred events may have together; <see cref="SizeOf"/> measures them.</summary>
    public long DeferredBytesMax { get; init; } = long.MaxValue;

    /// <summary>How many bytes a deferred event takes in the state.</summary>
    public Func<Event, int> SizeOf { get; init; } = static _ => 0;
}
