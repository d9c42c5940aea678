using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Reads from the database which entities are in quarantine and what they have parked; activates none of them. Its key is <c>0</c>.</summary>
[Alias("platform.IQuarantineDirectory")]
public interface IQuarantineDirectory : IGrainWithIntegerKey
{
    /// <summary>The entities in quarantine, by kind and key.</summary>
    /// <param name="query">Which of them; at most 1,000 are returned.</param>
    [Alias("List")]
    ValueTask<QuarantinedEntity[]> List(QuarantineQuery query);

    /// <summary>One entity's quarantine, or null where it has none.</summary>
    /// <param name="grain">The grain's type, for example <c>meter</c>.</param>
    /// <param name="key">The grain's key.</param>
    [Alias("Find")]
    ValueTask<QuarantinedEntity?> Find(string grain, string key);

    /// <summary>An entity's parked events in the order in which they will be redriven.</summary>
    /// <param name="grain">The grain's type.</param>
    /// <param name="key">The grain's key.</param>
    /// <param name="fromSequence">The lowest sequence wanted.</param>
    /// <param name="limit">The most wanted; at most 1,000 are returned.</param>
    [Alias("Parked")]
    ValueTask<ParkedEvent[]> Parked(string grain, string key, long fromSequence, int limit);

    /// <summary>The events of an entity that were dropped, in order.</summary>
    /// <param name="grain">The grain's type.</param>
    /// <param name="key">The grain's key.</param>
    /// <param name="fromSequence">The lowest sequence wanted.</param>
    /// <param name="limit">The most wanted; at most 1,000 are returned.</param>
    [Alias("Dropped")]
    ValueTask<ParkedEvent[]> Dropped(string grain, string key, long fromSequence, int limit);
}
