namespace Orleans.Streaming.Kafka;

/// <summary>
/// Keeps how far a group has got in the database that also has what its events changed: a position is written before it is committed to
/// Kafka. So a database that is behind what is committed has lost something, and from where on is known. Optional: a provider finds it
/// among the silo's services. Thread-safe.
/// </summary>
public interface IGroupPositionStore
{
    /// <summary>Reads what was written.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitions">The partitions.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The positions of those that have one.</returns>
    Task<IReadOnlyList<GroupPosition>> ReadAsync(string group, IReadOnlyCollection<(string Topic, int Partition)> partitions, CancellationToken cancellationToken);

    /// <summary>Writes positions, of partitions that were read before. Durable when it completes.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KafkaStreamException">
    /// Not transient: what is stored is not what was read or written here last; the database has lost writes, or another silo has the partition.
    /// </exception>
    Task WriteAsync(string group, IReadOnlyCollection<GroupPosition> positions, CancellationToken cancellationToken);
}
