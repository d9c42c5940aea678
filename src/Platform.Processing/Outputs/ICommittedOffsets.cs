namespace Platform.Processing;

/// <summary>What a consumer group has committed: proof that everything below was finished, its outputs published.</summary>
public interface ICommittedOffsets
{
    /// <summary>
    /// The group's committed offset of a partition (the next record to read), or null where it has none. May lag; never runs
    /// ahead. The group may be one that no silo runs any more: a state remembers the group that caused its outputs.
    /// </summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="topicId">The topic's id; of a topic re-created or deleted since, the result is null.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="beyond">A result above this may be an older one.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition, long beyond, CancellationToken cancellationToken);
}
