namespace Platform.Persistence;

/// <summary>
/// Checks that the database of a grain storage answers. A keyed service under the provider's name. Thread-safe.
/// </summary>
public interface IStorageProbe
{
    /// <summary>
    /// Completes when the database has answered a read and has granted the right to write, and the last write did not fail in
    /// the last 30 seconds. Leaves nothing behind. Probes of one
    /// provider run one after the other.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting, not the check on its way. Give it a deadline: the database's own may be several seconds.</param>
    /// <exception cref="PersistenceException">The database doesn't answer, or the storage isn't running.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
