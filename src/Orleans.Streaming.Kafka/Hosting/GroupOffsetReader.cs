using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Asks the broker what one group has committed, with a consumer that joins no group. Thread-safe; one question at a time.</summary>
/// <remarks>
/// Not through the admin client: librdkafka 2.x can abort the process when a coordinator goes away under an admin request that
/// waits for it (<c>rd_kafka_enq_once_del_source_return</c>).
/// </remarks>
internal sealed class GroupOffsetReader : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;

    public GroupOffsetReader(KafkaStreamOptions options, TimeProvider time, ILogger logger)
    {
        var config = new ConsumerConfig { GroupId = options.GroupId, EnableAutoCommit = false };
        options.Connection!.ApplyTo(config);
        var report = new ClientReport($"Reading committed offsets of group \"{options.GroupId}\"", options.Connection!, time, logger);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => report.Failed(error))
            .ReportTo(options.Connection!, report)
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <summary>The committed offset of a partition, or null where there is none or the topic has another id.</summary>
    /// <exception cref="KafkaException">The broker could not be asked.</exception>
    public async Task<long?> GetAsync(string topic, Guid topicId, int partition, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var ids = await TopicIds.GetAsync(_admin, [topic]);
            if (ids[topic] != topicId)
            {
                return null;
            }

            // The client's call blocks.
            var answer = await Task.Run(() => _consumer.Committed([new TopicPartition(topic, partition)], RequestTimeout), CancellationToken.None);
            return answer[0].Offset.Value >= 0 ? answer[0].Offset.Value : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Where the group stands in every partition of a topic, or null where the topic does not exist or one of them can't tell.</summary>
    /// <exception cref="KafkaException">The broker could not be asked.</exception>
    public async Task<IReadOnlyList<KafkaPartitionProgress>?> GetAllAsync(string topic, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var topics = await TopicIds.DescribeExistingAsync(_admin, [topic]);
            if (!topics.TryGetValue(topic, out var described))
            {
                return null;
            }

            TopicPartition[] partitions = [.. Enumerable.Range(0, described.Partitions).Select(partition => new TopicPartition(topic, partition))];
            var ends = await EndsAsync(partitions);
            var committed = await Task.Run(() => _consumer.Committed(partitions, RequestTimeout), CancellationToken.None);
            return ends.Count < partitions.Length ? null : [.. committed.Select(partition => new KafkaPartitionProgress(
                partition.Partition.Value,
                ends[partition.TopicPartition],
                partition.Offset.Value >= 0 ? partition.Offset.Value : null))];
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Dictionary<TopicPartition, long>> EndsAsync(TopicPartition[] partitions)
    {
        var asked = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() });
        var options = new ListOffsetsOptions { RequestTimeout = RequestTimeout, IsolationLevel = IsolationLevel.ReadCommitted };
        var answer = await _admin.ListOffsetsAsync(asked, options);
        return answer.ResultInfos.Select(result => result.TopicPartitionOffsetError).ToDictionary(end => end.TopicPartition, end => end.Offset.Value);
    }

    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
        _turn.Dispose();
    }
}
