namespace Platform.Persistence;

/// <summary>
/// Removes states that are kept for a time only: those of grains of one type. A keyed service under the grain storage's name, where that storage is
/// a database. Thread-safe; several processes may remove at once.
/// </summary>
public interface IExpiringRowStorage
{
    /// <summary>The type of the grains whose states expire: requests with an idempotency key.</summary>
    const string GrainType = "platform.request";

    /// <summary>Removes, of the next rows by key, those that were last written before a time.</summary>
    /// <param name="afterKey">The key to go on after; null for the first rows.</param>
    /// <param name="limit">How many rows are looked at, at least 1: they are one transaction.</param>
    /// <param name="writtenBefore">The time, by the clocks of the processes that wrote them.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn.</param>
    /// <exception cref="PersistenceException">The database does not answer, or the storage is not running.</exception>
    Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore, CancellationToken cancellationToken);
}
