namespace Platform.Persistence;

/// <summary>
/// Keeps records whose dead letter no topic takes for its size, next to the parked ones. A keyed service under the grain storage's
/// name, where that storage is a database. Thread-safe.
/// </summary>
public interface IOversizedRecordStorage
{
    /// <summary>Keeps a record; it is durable on return. One that is there already (same group, topic, topic id, partition and offset) stays as it was.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>Throws a <c>PersistenceException</c>: a transient one where the database does not answer, another where it rejects the record for its content.</remarks>
    Task KeepAsync(OversizedRecord record, CancellationToken cancellationToken);

    /// <summary>The records of a partition that one group gave up, by offset.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="topic">The topic they came from.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="fromOffset">The lowest offset wanted.</param>
    /// <param name="limit">The most records wanted, at least 1. Each may be as large as its topic allows.</param>
    Task<IReadOnlyList<OversizedRecord>> ReadAsync(string group, string topic, int partition, long fromOffset, int limit);
}
