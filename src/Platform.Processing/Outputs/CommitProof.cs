namespace Platform.Processing;

/// <summary>
/// Reads how far the consumer group has come: it commits past a record only once the record's outputs are acknowledged
/// and its dead letter is stored, so a committed offset above a record proves both.
/// </summary>
/// <param name="offsets">The groups' committed offsets.</param>
internal sealed class CommitProof(ICommittedOffsets offsets)
{
    /// <summary>The outputs that are not proven to be published.</summary>
    /// <param name="outputs">The outputs of any deliveries.</param>
    /// <param name="cancellationToken">Stops waiting for the results.</param>
    public async Task<PendingOutput[]> UnprovenAsync(PendingOutput[] outputs, CancellationToken cancellationToken)
    {
        foreach (var partition in outputs.Where(output => output.Origin is not null).GroupBy(output => output.Origin!))
        {
            var origin = partition.Key;
            var committed = await offsets.GetAsync(origin.Group, origin.Topic, origin.TopicId, origin.Partition, partition.Max(output => output.Offset), cancellationToken);
            outputs = Array.FindAll(outputs, output => output.Origin != origin || !IsProven(output.Offset, committed));
        }

        return outputs;
    }

    /// <summary>The rejections whose dead letters are not proven to be stored.</summary>
    /// <param name="rejections">The rejections of any deliveries.</param>
    /// <param name="cancellationToken">Stops waiting for the results.</param>
    public async Task<Rejection[]> UnprovenAsync(Rejection[] rejections, CancellationToken cancellationToken)
    {
        var unproven = new List<Rejection>();
        foreach (var partition in rejections.GroupBy(rejection => (rejection.Group, rejection.Topic, rejection.TopicId, rejection.Partition)))
        {
            var (group, topic, topicId, number) = partition.Key;
            var committed = await offsets.GetAsync(group, topic, topicId, number, partition.Max(rejection => rejection.Offset), cancellationToken);
            unproven.AddRange(partition.Where(rejection => !IsProven(rejection.Offset, committed)));
        }

        return [.. unproven];
    }

    // The committed offset is that of the next record to read.
    private static bool IsProven(long offset, long? committed) => committed > offset;
}
