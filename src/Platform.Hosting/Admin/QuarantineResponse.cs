using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Admin;

/// <summary>An entity with a page of what it has parked and of what was dropped, both of the same range of sequences.</summary>
/// <param name="Entity">Its quarantine, or null where it is in none.</param>
/// <param name="Parked">Its parked events, in the order in which they will be redriven.</param>
/// <param name="Next">The sequence the next page begins with; null where neither more parked nor more dropped events follow.</param>
/// <param name="Dropped">What was dropped, in order.</param>
internal sealed record QuarantineResponse(QuarantinedEntity? Entity, IReadOnlyList<ParkedResponse> Parked, long? Next, IReadOnlyList<ParkedResponse> Dropped)
{
    /// <summary>Of what was found from one sequence on. Where a list is full, both end where it does, so that one number leads on in both.</summary>
    /// <param name="entity">Its quarantine, or null.</param>
    /// <param name="parked">Its parked events, by sequence.</param>
    /// <param name="dropped">Its dropped events, by sequence.</param>
    /// <param name="limit">How many of each were read at most.</param>
    public static QuarantineResponse Of(QuarantinedEntity? entity, ParkedEvent[] parked, ParkedEvent[] dropped, int limit)
    {
        var last = Math.Min(LastOf(parked, limit), LastOf(dropped, limit));
        return new QuarantineResponse(entity, UpTo(parked, last), last == long.MaxValue ? null : last + 1, UpTo(dropped, last));
    }

    // A list that is not full has all there is.
    private static long LastOf(ParkedEvent[] events, int limit) => events.Length >= limit ? events[^1].Sequence : long.MaxValue;

    private static IReadOnlyList<ParkedResponse> UpTo(ParkedEvent[] events, long last) =>
        [.. events.TakeWhile(parked => parked.Sequence <= last).Select(ParkedResponse.Of)];
}
