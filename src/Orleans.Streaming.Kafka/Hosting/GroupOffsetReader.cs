using Confluent.Kafka;
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
    private readonly KafkaStreamOptions _options;
    private readonly ClientReport _report;
    private readonly CertificateFiles _files;
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private IAdminClient? _admin;

    public GroupOffsetReader(KafkaStreamOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _report = new ClientReport($"Reading committed offsets of group \"{options.GroupId}\"", options.Connection!, time, logger);
        _files = new CertificateFiles(options.Connection!, _report, time);
    }

    /// <summary>The committed offset of a partition, or null where there is none or the topic has another id.</summary>
    /// <exception cref="KafkaException">The broker could not be asked.</exception>
    public async Task<long?> GetAsync(string topic, Guid topicId, int partition, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (consumer, admin) = Connect();
            consumer.AskForToken(_options.Connection!);
            var ids = await TopicIds.GetAsync(admin, [topic]);
            if (ids[topic] != topicId)
            {
                return null;
            }

            // The client's call blocks.
            var answer = await Task.Run(() => consumer.Committed([new TopicPartition(topic, partition)], RequestTimeout), CancellationToken.None);
            _report.Works();
            return answer[0].Offset.Value >= 0 ? answer[0].Offset.Value : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        Disconnect();
        _turn.Dispose();
    }

    private (IConsumer<byte[]?, byte[]?> Consumer, IAdminClient Admin) Connect()
    {
        if (_consumer is not null && _admin is not null && !_files.HaveChangedInTrouble())
        {
            return (_consumer, _admin);
        }

        Disconnect();
        var config = new ConsumerConfig { GroupId = _options.GroupId, EnableAutoCommit = false };
        _options.Connection!.ApplyTo(config);
        _files.Remember();
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => _report.Failed(error))
            .ReportTo(_options.Connection!, _report)
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        return (_consumer, _admin);
    }

    private void Disconnect()
    {
        _admin?.Dispose();
        _consumer?.Dispose();
        (_admin, _consumer) = (null, null);
    }
}
