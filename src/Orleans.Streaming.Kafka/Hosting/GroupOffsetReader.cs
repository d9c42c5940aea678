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
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private readonly SharedQuestions<OffsetQuestion, OffsetAnswer> _questions;

    public GroupOffsetReader(string groupId, KafkaConnection connection, TimeProvider time, ILogger logger)
    {
        var config = new ConsumerConfig { GroupId = groupId, EnableAutoCommit = false };
        connection.ApplyTo(config);
        var report = new ClientReport($"Reading committed offsets of group \"{groupId}\"", connection, time, logger);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => report.Failed(error))
            .ReportTo(connection, report)
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _questions = new SharedQuestions<OffsetQuestion, OffsetAnswer>(AnswerAsync);
    }

    /// <summary>How many requests for committed offsets went to the broker.</summary>
    public int Requests { get; private set; }

    /// <summary>The committed offset of a partition, or null where there is none or the topic has another id, or none any more.</summary>
    /// <param name="question">The partition.</param>
    /// <param name="cancellationToken">Stops waiting; the request goes on.</param>
    /// <exception cref="KafkaException">The broker could not be asked.</exception>
    public async Task<long?> GetAsync(OffsetQuestion question, CancellationToken cancellationToken)
    {
        var answer = await _questions.AskAsync(question).WaitAsync(cancellationToken);
        return answer.Error is null ? answer.Offset : throw new KafkaException(answer.Error);
    }

    /// <summary>Frees the client, once the request that is under way has ended: the native call can't be interrupted.</summary>
    public void Dispose() => _ = DisposeWhenIdleAsync();

    private async Task DisposeWhenIdleAsync()
    {
        await _questions.Idle;
        _admin.Dispose();
        _consumer.Dispose();
    }

    private async Task<IReadOnlyDictionary<OffsetQuestion, OffsetAnswer>> AnswerAsync(IReadOnlyCollection<OffsetQuestion> questions)
    {
        Requests++;
        var committed = Committed([.. questions.Select(PartitionOf).Distinct()]);

        // The ids are asked last: an id never comes back, so a topic that has it now had it when its offsets were read.
        var ids = await TopicIdsAsync([.. questions.Select(question => question.Topic).Distinct(StringComparer.Ordinal)]);
        return questions.ToDictionary(question => question, question => Answer(question, committed[PartitionOf(question)], ids[question.Topic]));
    }

    private static OffsetAnswer Answer(OffsetQuestion question, TopicPartitionOffsetError committed, OffsetTopic topic)
    {
        if (topic.Error is { } error)
        {
            return new OffsetAnswer(null, error);
        }

        if (topic.Id != question.TopicId)
        {
            return new OffsetAnswer(null);
        }

        return committed.Error.IsError
            ? new OffsetAnswer(null, committed.Error)
            : new OffsetAnswer(committed.Offset.Value >= 0 ? committed.Offset.Value : null);
    }

    // The client's call blocks; it is made on a thread of the pool.
    private Dictionary<TopicPartition, TopicPartitionOffsetError> Committed(TopicPartition[] partitions)
    {
        try
        {
            return _consumer.Committed(partitions, RequestTimeout).ToDictionary(
                found => found.TopicPartition, found => new TopicPartitionOffsetError(found.TopicPartition, found.Offset, new Error(Confluent.Kafka.ErrorCode.NoError)));
        }
        catch (TopicPartitionOffsetException e)
        {
            // Some have an answer, others an error of their own.
            return e.Results.ToDictionary(found => found.TopicPartition);
        }
    }

    private async Task<IReadOnlyDictionary<string, OffsetTopic>> TopicIdsAsync(string[] topics)
    {
        try
        {
            return (await TopicIds.DescribeAsync(_admin, topics)).ToDictionary(topic => topic.Key, topic => new OffsetTopic(topic.Value.Id, null), StringComparer.Ordinal);
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

    private static TopicPartition PartitionOf(OffsetQuestion question) => new(question.Topic, question.Partition);

    private readonly record struct OffsetTopic(Guid? Id, Error? Error);
}
