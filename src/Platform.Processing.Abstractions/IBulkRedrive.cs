using Orleans.Concurrency;

namespace Platform.Processing;

/// <summary>
/// Redrives all entities that one kind of error stopped, a few at a time: durable, so that it goes on whatever becomes of its caller and of the silo it
/// runs in. Its key is <c>0</c>: bulk redrives take turns.
/// </summary>
[Alias("platform.IBulkRedrive")]
public interface IBulkRedrive : IGrainWithIntegerKey
{
    /// <summary>
    /// Begins a bulk redrive of the entities that are in quarantine now; returns once that is durable. While one of the same error is under way
    /// nothing changes: that one is returned.
    /// </summary>
    /// <param name="errorType">The kind of error.</param>
    /// <returns>How far it is; null where <see cref="BulkRedriveReport.UnfinishedMax"/> of other errors are unfinished.</returns>
    [Alias("Begin")]
    ValueTask<BulkRedriveReport?> Begin(string errorType);

    /// <summary>How far the last bulk redrive of an error is; null where none is known. The last 100 that ended are known.</summary>
    /// <param name="errorType">The kind of error.</param>
    [AlwaysInterleave, Alias("Find")]
    ValueTask<BulkRedriveReport?> Find(string errorType);

    /// <summary>Goes on with what is unfinished, and begins nothing. Calling it again changes nothing.</summary>
    [Alias("Continue")]
    ValueTask Continue();
}
