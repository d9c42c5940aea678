using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the brokers say of the topics, asked over a connection of its own: a consumer that hangs must not be the one to say
/// how it is. Thread-safe.
/// </summary>
/// <remarks>
/// The group itself is not asked for: librdkafka 2.16 aborts the process when a request that goes to the coordinator
/// (describing a group, listing its offsets) times out while the coordinator is away.
/// </remarks>
internal sealed class TopicInspector(KafkaConnection connection, ClientReport report, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly RenewedAdmin _admin = new(connection, report, time);

    /// <summary>Those of the topics that exist.</summary>
    /// <exception cref="KafkaException">The broker can't be asked.</exception>
    public Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeTopicsAsync(IReadOnlyCollection<string> topics) =>
        _admin.AskAsync(admin => TopicIds.DescribeExistingAsync(admin, topics));

    /// <summary>Where the logs end for a reader of committed transactions; a partition that can't tell is left out.</summary>
    /// <exception cref="KafkaException">The broker can't be asked.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> LogEndsAsync(IEnumerable<TopicPartition> partitions)
    {
        var asked = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() });
        List<ListOffsetsResultInfo> answer;
        try
        {
            var options = new ListOffsetsOptions { RequestTimeout = RequestTimeout, IsolationLevel = IsolationLevel.ReadCommitted };
            answer = (await _admin.AskAsync(admin => admin.ListOffsetsAsync(asked, options))).ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            answer = e.Result.ResultInfos;
        }

        return answer
            .Select(r => r.TopicPartitionOffsetError)
            .Where(r => !r.Error.IsError)
            .ToDictionary(r => r.TopicPartition, r => r.Offset.Value);
    }

    /// <summary>Whether this client may read the topic, or null where the broker does not say.</summary>
    /// <exception cref="KafkaException">The broker can't be asked, or refuses even that.</exception>
    public async Task<bool?> MayReadTopicAsync(string topic)
    {
        var options = new DescribeTopicsOptions { RequestTimeout = RequestTimeout, IncludeAuthorizedOperations = true };
        var described = await _admin.AskAsync(admin => admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), options));
        var operations = described.TopicDescriptions[0].AuthorizedOperations;
        return operations is null or [] ? null : operations.Contains(AclOperation.Read) || operations.Contains(AclOperation.All);
    }

    public void Dispose() => _admin.Dispose();
}
