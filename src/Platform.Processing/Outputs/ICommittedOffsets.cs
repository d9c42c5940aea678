namespace Platform.Processing;

/// <summary>What a consumer group has committed: proof that everything below was finished, its outputs published.</summary>
public interface ICommittedOffsets
{
    /// <summary>The group's committed offset of a partition (the next record to read), or null where it has none. May lag; never runs ahead.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="topicId">The id of the topic the question is about; a topic re-created since answers null.</param>
    /// <param name="partition">The partition.</param>
    ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition);
}
