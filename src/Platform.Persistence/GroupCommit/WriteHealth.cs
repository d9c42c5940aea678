using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>
/// Remembers that writes failed: a database that is full runs every query and stores nothing. Forgets it with
/// the next write that succeeds, or after a while without any. Thread-safe.
/// </summary>
internal sealed class WriteHealth(TimeProvider time)
{
    // Long enough for a probe to see it, short enough not to keep a silo that gets no events out of service for ever.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private volatile Tuple<PersistenceException, long>? _failure;

    /// <summary>Runs a write and remembers how it ended.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> ObserveAsync(Task<IReadOnlyList<WriteOutcome>> write)
    {
        try
        {
            var outcomes = await write;
            _failure = null;
            return outcomes;
        }
        catch (PersistenceException e) when (e.IsTransient)
        {
            _failure = Tuple.Create(e, time.GetTimestamp());
            throw;
        }
        catch (AmbiguousCommitException e)
        {
            // A database whose log can't be written runs queries, too.
            _failure = Tuple.Create(new PersistenceException(e.Message, isTransient: true, e), time.GetTimestamp());
            throw;
        }
    }

    /// <exception cref="PersistenceException">The last write failed, not long ago.</exception>
    public void Check()
    {
        if (_failure is var (failure, at) && time.GetElapsedTime(at) < Remembered)
        {
            throw new PersistenceException($"The database answers, but the last write failed: {failure.Message}", isTransient: true, failure);
        }
    }
}
