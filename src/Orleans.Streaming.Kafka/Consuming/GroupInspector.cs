using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the brokers say of this member, asked over a connection of its own: a consumer that hangs must not be the one to
/// say how it is. Thread-safe.
/// </summary>
internal sealed partial class GroupInspector : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly string _group;
    private readonly ILogger _logger;
    private readonly IAdminClient _admin;
    private volatile bool _describesGroups = true;

    public GroupInspector(KafkaStreamOptions options, ILogger<GroupInspector> logger)
    {
        (_group, _logger) = (options.GroupId, logger);
        var config = new AdminClientConfig();
        options.Connection!.ApplyTo(config);
        _admin = new AdminClientBuilder(config)
            .SetLogHandler((_, log) => LogClient(log.Name, log.Message))
            // The consumer meets the same errors and tells of them.
            .SetErrorHandler((_, error) => LogClient(error.Code.ToString(), error.Reason))
            .Build();
    }

    /// <summary>Those of the topics that exist.</summary>
    /// <exception cref="KafkaException">The broker can't be asked.</exception>
    public Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeTopicsAsync(IReadOnlyCollection<string> topics) =>
        TopicIds.DescribeExistingAsync(_admin, topics);

    /// <summary>Where the logs end for a reader of committed transactions; a partition that can't tell is left out.</summary>
    /// <exception cref="KafkaException">The broker can't be asked.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> LogEndsAsync(IEnumerable<TopicPartition> partitions)
    {
        var asked = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() });
        List<ListOffsetsResultInfo> answer;
        try
        {
            var options = new ListOffsetsOptions { RequestTimeout = RequestTimeout, IsolationLevel = IsolationLevel.ReadCommitted };
            answer = (await _admin.ListOffsetsAsync(asked, options)).ResultInfos;
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

    /// <summary>What the group gave a member; null while it is forming, where it does not know the member, or where the broker does not describe groups.</summary>
    /// <exception cref="KafkaException">The broker can't be asked.</exception>
    public async Task<IReadOnlyList<TopicPartition>?> AssignmentOfAsync(string memberId)
    {
        if (!_describesGroups)
        {
            return null;
        }

        try
        {
            var group = (await _admin.DescribeConsumerGroupsAsync([_group], new DescribeConsumerGroupsOptions { RequestTimeout = RequestTimeout })).ConsumerGroupDescriptions[0];
            return group.State == ConsumerGroupState.Stable ? group.Members.Find(m => m.ConsumerId == memberId)?.Assignment.TopicPartitions : null;
        }
        catch (KafkaException e) when (IsUnsupported(e))
        {
            // The embedded broker of the test kit. Nothing will change that.
            _describesGroups = false;
            return null;
        }
    }

    /// <summary>Whether this client may read the topic, or null where the broker does not say.</summary>
    /// <exception cref="KafkaException">The broker can't be asked, or refuses even that.</exception>
    public async Task<bool?> MayReadTopicAsync(string topic)
    {
        var options = new DescribeTopicsOptions { RequestTimeout = RequestTimeout, IncludeAuthorizedOperations = true };
        var described = await _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), options);
        return MayRead(described.TopicDescriptions[0].AuthorizedOperations);
    }

    /// <summary>Whether this client may join the group, or null where the broker does not say.</summary>
    /// <exception cref="KafkaException">The broker can't be asked, or refuses even that.</exception>
    public async Task<bool?> MayJoinAsync()
    {
        var options = new DescribeConsumerGroupsOptions { RequestTimeout = RequestTimeout, IncludeAuthorizedOperations = true };
        var described = await _admin.DescribeConsumerGroupsAsync([_group], options);
        return MayRead(described.ConsumerGroupDescriptions[0].AuthorizedOperations);
    }

    public void Dispose() => _admin.Dispose();

    private static bool? MayRead(List<AclOperation>? operations) =>
        operations is null or [] ? null : operations.Contains(AclOperation.Read) || operations.Contains(AclOperation.All);

    private static bool IsUnsupported(KafkaException e) =>
        e.Error.Code is KafkaCode.Local_UnsupportedFeature or KafkaCode.UnsupportedVersion
        || (e is DescribeConsumerGroupsException { Results.ConsumerGroupDescriptions: [{ Error.Code: KafkaCode.Local_UnsupportedFeature or KafkaCode.UnsupportedVersion }, ..] });

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Message}")]
    private partial void LogClient(string client, string message);
}
