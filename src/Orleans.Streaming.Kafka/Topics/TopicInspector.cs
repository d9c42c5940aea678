using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the brokers say of the topics, queried over a connection of its own: a consumer that hangs must not be the one to say
/// how it is. Thread-safe.
/// </summary>
/// <remarks>
/// The group itself is not queried: librdkafka 2.16 aborts the process when a request that goes to the coordinator
/// (describing a group, listing its offsets) times out while the coordinator is away.
/// </remarks>
internal sealed class TopicInspector(KafkaConnection connection, ClientReport report, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly ReloadingAdminClient _admin = new(connection, report, time);

    /// <summary>Those of the topics that exist.</summary>
    /// <exception cref="KafkaException">The broker can't be queried.</exception>
    public Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeTopicsAsync(IReadOnlyCollection<string> topics) =>
        _admin.RunAsync(admin => TopicIds.DescribeExistingAsync(admin, topics));

    /// <summary>Where the logs end for a reader of committed transactions; a partition without an answer is left out.</summary>
    /// <exception cref="KafkaException">The broker can't be queried.</exception>
    public Task<IReadOnlyDictionary<TopicPartition, long>> LogEndsAsync(IEnumerable<TopicPartition> partitions)
    {
        List<TopicPartitionOffsetSpec> wanted = [.. partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() })];
        return _admin.RunAsync(admin => LogOffsets.GetKnownAsync(admin, wanted));
    }

    /// <summary>Whether this client may read the topic, or null where the broker does not say.</summary>
    /// <exception cref="KafkaException">The broker can't be queried, or refuses even that.</exception>
    public async Task<bool?> MayReadTopicAsync(string topic)
    {
        var options = new DescribeTopicsOptions { RequestTimeout = RequestTimeout, IncludeAuthorizedOperations = true };
        var described = await _admin.RunAsync(admin => admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), options));
        var operations = described.TopicDescriptions[0].AuthorizedOperations;
        return operations is null or [] ? null : operations.Contains(AclOperation.Read) || operations.Contains(AclOperation.All);
    }

    public void Dispose() => _admin.Dispose();
}
