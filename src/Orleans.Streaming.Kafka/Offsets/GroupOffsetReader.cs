using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Asks the broker what one group has committed, with a consumer that joins no group. Questions that come at the same time
/// share a request. Thread-safe.
/// </summary>
/// <remarks>
/// Not through the admin client: librdkafka 2.x can abort the process when a coordinator goes away under an admin request that
/// waits for it (<c>rd_kafka_enq_once_del_source_return</c>).
/// </remarks>
internal sealed class GroupOffsetReader : IDisposable
{
    private const string ThreadName = "kafka-offsets";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly string _groupId;
    private readonly KafkaConnection _connection;
    private readonly ClientReport _report;
    private readonly CertificateFiles _files;
    private readonly RequestCoalescer<OffsetRequest, OffsetResponse> _requests;

    // One request at a time: a client that is rebuilt must not be in use.
    private readonly SemaphoreSlim _turn = new(1);
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private IAdminClient? _admin;

    public GroupOffsetReader(string groupId, KafkaConnection connection, TimeProvider time, ILogger logger)
    {
        (_groupId, _connection) = (groupId, connection);
        _report = new ClientReport($"Reading committed offsets of group \"{groupId}\"", connection, time, logger);
        _files = new CertificateFiles(connection, _report, time);
        _requests = new RequestCoalescer<OffsetRequest, OffsetResponse>(RespondAsync);
    }

    /// <summary>How many requests for committed offsets went to the broker.</summary>
    public int Requests { get; private set; }

    /// <summary>The committed offset of a partition, or null where there is none or the topic has another id, or none any more.</summary>
    /// <param name="request">The partition.</param>
    /// <param name="cancellationToken">Stops waiting; the request goes on.</param>
    /// <exception cref="KafkaException">The broker could not be queried.</exception>
    public async Task<long?> GetAsync(OffsetRequest request, CancellationToken cancellationToken)
    {
        var response = await _requests.RequestAsync(request).WaitAsync(cancellationToken);
        return response.Error is null ? response.Offset : throw new KafkaException(response.Error);
    }

    /// <summary>Frees the client, once the request that is under way has ended: the native call can't be interrupted.</summary>
    public void Dispose() => _ = DisposeWhenIdleAsync();

    private async Task DisposeWhenIdleAsync()
    {
        await _requests.Idle;
        await _turn.WaitAsync(CancellationToken.None);
        await BlockingCall.RunAsync(ThreadName, Disconnect);
    }

    /// <summary>The position of the group in every partition of a topic, or null where the topic does not exist or one of them gives no answer.</summary>
    /// <exception cref="KafkaException">The broker could not be queried.</exception>
    public async Task<IReadOnlyList<KafkaPartitionProgress>?> GetAllAsync(string topic, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (consumer, admin) = Connect();
            consumer.RequestToken(_connection);
            var topics = await TopicIds.DescribeExistingAsync(admin, [topic]);
            if (!topics.TryGetValue(topic, out var described))
            {
                return null;
            }

            TopicPartition[] partitions = [.. Enumerable.Range(0, described.Partitions).Select(partition => new TopicPartition(topic, partition))];
            var ends = await LogOffsets.GetKnownAsync(admin, Array.ConvertAll(partitions, partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }));
            var committed = await BlockingCall.RunAsync(ThreadName, () => consumer.Committed(partitions, RequestTimeout));
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

    private (IConsumer<byte[]?, byte[]?> Consumer, IAdminClient Admin) Connect()
    {
        if (_consumer is not null && _admin is not null && !_files.HaveChangedSinceError())
        {
            return (_consumer, _admin);
        }

        Disconnect();
        var config = new ConsumerConfig { GroupId = _groupId, EnableAutoCommit = false };
        _connection.ApplyTo(config);
        _files.Remember();
        _consumer = KafkaClients.BuildReader(config, _connection, _report);
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        return (_consumer, _admin);
    }

    private void Disconnect()
    {
        _admin?.Dispose();
        _consumer?.Dispose();
        (_admin, _consumer) = (null, null);
    }

    private async Task<IReadOnlyDictionary<OffsetRequest, OffsetResponse>> RespondAsync(IReadOnlyCollection<OffsetRequest> requests)
    {
        Requests++;
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            return await RespondAsync(Connect(), requests);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IReadOnlyDictionary<OffsetRequest, OffsetResponse>> RespondAsync(
        (IConsumer<byte[]?, byte[]?> Consumer, IAdminClient Admin) client, IReadOnlyCollection<OffsetRequest> requests)
    {
        var (consumer, admin) = client;
        consumer.RequestToken(_connection);
        TopicPartition[] partitions = [.. requests.Select(PartitionOf).Distinct()];
        var committed = await BlockingCall.RunAsync(ThreadName, () => Committed(consumer, partitions));

        // The ids are queried last: an id never comes back, so a topic that has it now had it when its offsets were read.
        var ids = await TopicIdsAsync(admin, [.. requests.Select(request => request.Topic).Distinct(StringComparer.Ordinal)]);
        _report.Works();
        return requests.ToDictionary(request => request, request => ResponseTo(request, committed[PartitionOf(request)], ids[request.Topic]));
    }

    private static OffsetResponse ResponseTo(OffsetRequest request, TopicPartitionOffsetError committed, OffsetTopic topic)
    {
        if (topic.Error is { } error)
        {
            return new OffsetResponse(null, error);
        }

        if (topic.Id != request.TopicId)
        {
            return new OffsetResponse(null);
        }

        return committed.Error.IsError
            ? new OffsetResponse(null, committed.Error)
            : new OffsetResponse(committed.Offset.Value >= 0 ? committed.Offset.Value : null);
    }

    private static Dictionary<TopicPartition, TopicPartitionOffsetError> Committed(IConsumer<byte[]?, byte[]?> consumer, TopicPartition[] partitions)
    {
        try
        {
            return consumer.Committed(partitions, RequestTimeout).ToDictionary(
                found => found.TopicPartition, found => new TopicPartitionOffsetError(found.TopicPartition, found.Offset, new Error(Confluent.Kafka.ErrorCode.NoError)));
        }
        catch (TopicPartitionOffsetException e)
        {
            // Some have an answer, others an error of their own.
            return e.Results.ToDictionary(found => found.TopicPartition);
        }
    }

    private static async Task<IReadOnlyDictionary<string, OffsetTopic>> TopicIdsAsync(IAdminClient admin, string[] topics)
    {
        try
        {
            return (await TopicIds.DescribeAsync(admin, topics)).ToDictionary(topic => topic.Key, topic => new OffsetTopic(topic.Value.Id, null), StringComparer.Ordinal);
        }
        catch (DescribeTopicsException e)
        {
            var found = TopicIds.ToSnapshots(e.Results.TopicDescriptions);
            return e.Results.TopicDescriptions.ToDictionary(
                topic => topic.Name,
                topic => topic.Error.Code switch
                {
                    Confluent.Kafka.ErrorCode.NoError => new OffsetTopic(found[topic.Name].Id, null),
                    // A topic that is gone has no id.
                    Confluent.Kafka.ErrorCode.UnknownTopicOrPart => new OffsetTopic(null, null),
                    _ => new OffsetTopic(null, topic.Error),
                },
                StringComparer.Ordinal);
        }
    }

    private static TopicPartition PartitionOf(OffsetRequest request) => new(request.Topic, request.Partition);

    private readonly record struct OffsetTopic(Guid? Id, Error? Error);
}
