namespace Platform.Processing;

/// <summary>How far consumer groups have read topics, whichever silo reads them. Thread-safe.</summary>
public interface ITopicProgress
{
    /// <summary>Queries a group's place in every partition of a topic.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <returns>All of the topic's partitions, or null where it does not exist or is not known.</returns>
    ValueTask<IReadOnlyList<PartitionProgress>?> GetAsync(string group, string topic, CancellationToken cancellationToken);
}
