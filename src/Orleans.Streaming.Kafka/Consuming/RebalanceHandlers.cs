using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Answers the group's rebalances: begins what is assigned, drains and commits what is revoked, drops what is lost. Called
/// inside the poll, so owned by the consume thread.
/// </summary>
/// <remarks>
/// A handler that throws would make the client drop its assignment while the group still counts on it. So each catches, and
/// <see cref="Error"/> ends the consumer.
/// </remarks>
internal sealed partial class RebalanceHandlers(
    ConsumeServices services,
    OwnedPartitions owned,
    OffsetCommitter committer,
    LoopPulse pulse,
    IAdminClient admin,
    ILogger<RebalanceHandlers> logger,
    CancellationToken stopping)
{
    // Nothing is read while a hand-over is answered. A coordinator that does not answer by then costs the consumer.
    private static readonly TimeSpan CommitMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TopicCheckMax = TimeSpan.FromSeconds(1);

    private readonly KafkaStreamOptions _options = services.Options;

    /// <summary>What a handler failed with; the consumer must be built anew.</summary>
    public Exception? Error { get; private set; }

    public List<TopicPartitionOffset> OnAssigned(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartition> partitions)
    {
        try
        {
            var topics = TopicIds.DescribeAsync(admin, [.. partitions.Select(p => p.Topic).Distinct(StringComparer.Ordinal)]).GetAwaiter().GetResult();
            services.Topics.Update(topics);
            var starts = services.Starts.Resolve(consumer, admin, partitions, pulse, stopping);
            owned.Add([.. partitions.Select(p => new AssignedPartition(
                p.Topic, p.Partition.Value, topics[p.Topic].Id, starts[p], services.Routes[p.Topic], services.Delivery))]);
            if (!pulse.IsAbandoned)
            {
                services.Status.Assigned();
                services.Rights.GrantGroup();
            }

            LogAssigned(_options.GroupId, partitions.Count);
            return partitions.ConvertAll(p => new TopicPartitionOffset(p, starts[p]));
        }
        catch (Exception e)
        {
            Error ??= e;
            // Nothing of it is read: the loop ends with the error after this poll.
            return partitions.ConvertAll(p => new TopicPartitionOffset(p, Offset.End));
        }
    }

    public void OnRevoked(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartitionOffset> revoked)
    {
        try
        {
            var partitions = owned.Find(revoked);
            var drained = Task.WhenAll(partitions.Select(p => p.StopDeliveryAsync()));
            // This runs inside the poll, so nothing else is read meanwhile: hence the bound. What is cut off is delivered again.
            if (!drained.Wait(_options.DrainTimeout))
            {
                LogCutOff(_options.GroupId, _options.DrainTimeout);
            }

            if (!committer.CommitAndWait(consumer.Commit, CommitBatch.Further(StillTheSame(partitions), services.Time.GetTimestamp()), CommitMax))
            {
                throw new KafkaStreamException($"the coordinator took no commit within {CommitMax} of a hand-over", isTransient: true);
            }

            owned.Release(partitions);
            LogRevoked(_options.GroupId, partitions.Count);
        }
        catch (Exception e)
        {
            Error ??= e;
        }
    }

    public void OnLost(List<TopicPartitionOffset> lost)
    {
        try
        {
            // They may already be another's: nothing is committed.
            if (!pulse.IsAbandoned)
            {
                services.Status.Lost();
            }

            owned.Release(owned.Find(lost));
            LogLost(_options.GroupId, lost.Count);
        }
        catch (Exception e)
        {
            Error ??= e;
        }
    }

    // A topic that was deleted leaves the subscription, and one of the same name may be there already: an old offset committed
    // into it would pass its records over. What can't be made sure of is not committed, and so delivered again.
    private List<AssignedPartition> StillTheSame(List<AssignedPartition> partitions)
    {
        var further = partitions.FindAll(p => p.Committable > p.Committed);
        if (further.Count == 0)
        {
            return further;
        }

        var described = TopicIds.DescribeExistingAsync(admin, [.. further.Select(p => p.Topic).Distinct(StringComparer.Ordinal)]);
        if (!described.Wait(TopicCheckMax))
        {
            LogUnsure(_options.GroupId, further.Count);
            return [];
        }

        var topics = described.GetAwaiter().GetResult();
        return further.FindAll(p => topics.TryGetValue(p.Topic, out var now) && now.Id == p.TopicId);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" was assigned {Count} partitions.")]
    private partial void LogAssigned(string group, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" handed over {Count} partitions.")]
    private partial void LogRevoked(string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" lost {Count} partitions; what was in flight is delivered again by their new owner.")]
    private partial void LogLost(string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": deliveries were still in flight {Timeout} after a hand-over began; they are delivered again by the new owner.")]
    private partial void LogCutOff(string group, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": the broker did not answer at a hand-over; {Count} partitions are handed over without a last commit and some of their records delivered again.")]
    private partial void LogUnsure(string group, int count);
}
