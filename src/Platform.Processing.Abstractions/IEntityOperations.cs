namespace Platform.Processing;

/// <summary>What an operator may do with an entity in quarantine. Every event-processing grain implements it.</summary>
[Alias("platform.IEntityOperations")]
public interface IEntityOperations : IGrainWithStringKey
{
    /// <summary>
    /// Begins to redrive the parked events, in order, or makes sure that it goes on. Returns once that is durable; the work
    /// itself follows, whatever becomes of the caller, and over restarts. Calling it again changes nothing. Rejected outputs are published
    /// again, each under the id it had, before the call returns.
    /// </summary>
    /// <returns>How many events are parked and rejected outputs were published, or null where the entity is not in quarantine and has no rejected output.</returns>
    [Alias("Redrive")]
    ValueTask<long?> Redrive();

    /// <summary>
    /// Drops parked events for good: they are never redriven. They stay in the database with the reason. An entity that
    /// has none left is live again. Dropping all drops the deferred events too, where the entity is quarantined because too many are deferred, or for too long.
    /// Of a live entity, and by its sequence of any, a rejected output is dropped likewise.
    /// </summary>
    /// <param name="sequence">The one to drop, or null for all that are parked now; of a live entity, for all rejected outputs.</param>
    /// <param name="reason">Why; 1–400 characters.</param>
    /// <returns>How many were dropped (0: there is none under that sequence), or null where the entity is not in quarantine and has no rejected output.</returns>
    [Alias("Drop")]
    ValueTask<long?> Drop(long? sequence, string reason);
}
