using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One idempotent librdkafka producer behind <see cref="IKafkaProducer"/>. Thread-safe. After a fatal error the next send
/// builds a new one; what was on the way fails and is its callers' to send again.
/// </summary>
internal sealed partial class KafkaProducer : IKafkaProducer, IDisposable
{
    private static readonly TimeSpan QueuePoll = TimeSpan.FromMilliseconds(10);

    private readonly string _name;
    private readonly KafkaProducerOptions _options;
    private readonly KafkaMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private IProducer<byte[]?, byte[]?>? _client;
    private IProducer<byte[]?, byte[]?>? _broken;
    private bool _disposed;

    public KafkaProducer(string name, KafkaProducerOptions options, KafkaMetrics metrics, TimeProvider time, ILogger<KafkaProducer> logger)
    {
        if (string.IsNullOrWhiteSpace(options.Connection?.BootstrapServers))
        {
            throw new ArgumentException($"Kafka producer \"{name}\": Connection needs BootstrapServers, for example \"localhost:9092\".", nameof(options));
        }

        (_name, _options, _metrics, _time, _logger) = (name, options, metrics, time, logger);
    }

    public async Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var results = await SendManyAsync([message], cancellationToken);
        return results[0].Error is { } error ? throw error : results[0].Record;
    }

    public async Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            return [];
        }

        var sends = new PendingSends(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            if (await EnqueueAsync(messages[i], sends, i, cancellationToken) is { } refused)
            {
                // What comes after must not overtake it.
                for (var rest = i; rest < messages.Count; rest++)
                {
                    sends.Report(rest, new SendResult(default, refused));
                }

                break;
            }
        }

        return await sends.Completion;
    }

    public void Dispose()
    {
        IProducer<byte[]?, byte[]?>? client;
        lock (_gate)
        {
            (client, _client, _disposed) = (_client, null, true);
            _broken?.Dispose();
            _broken = null;
        }

        if (client is null)
        {
            return;
        }

        var left = client.Flush(_options.FlushTimeout);
        if (left > 0)
        {
            LogUnflushed(_name, left, _options.FlushTimeout);
        }

        client.Dispose();
    }

    /// <summary>Queues one record, waiting for room; null, or why it could not be queued.</summary>
    private async Task<KafkaStreamException?> EnqueueAsync(KafkaMessage message, PendingSends sends, int index, CancellationToken cancellationToken)
    {
        var kafkaMessage = ToClientMessage(message);
        var target = new TopicPartition(message.Topic, message.Partition ?? Partition.Any);
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                Client().Produce(target, kafkaMessage, report => Report(message.Topic, sends, index, report));
                return null;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
            {
                if (_time.GetElapsedTime(started) > _options.QueueTimeout)
                {
                    return new KafkaStreamException($"Producer \"{_name}\": the queue of {_options.QueueRecordsMax:N0} records and {_options.QueueBytesMax:N0} bytes stayed full for {_options.QueueTimeout}; the broker takes less than is sent.", isTransient: true, e);
                }
            }
            catch (KafkaException e)
            {
                return Wrap(message.Topic, e.Error, e);
            }

            await Task.Delay(QueuePoll, _time, cancellationToken);
        }
    }

    private void Report(string topic, PendingSends sends, int index, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            sends.Report(index, new SendResult(default, Wrap(topic, report.Error, null)));
            return;
        }

        _metrics.Produced(topic, 1);
        sends.Report(index, new SendResult(new SentRecord(topic, report.Partition.Value, report.Offset.Value), null));
    }

    private KafkaStreamException Wrap(string topic, Error error, Exception? inner) => new(
        $"Producer \"{_name}\": a record for topic \"{topic}\" was not stored: {error.Reason} ({error.Code}).",
        isTransient: !IsPermanent(error.Code),
        inner);

    private static bool IsPermanent(Confluent.Kafka.ErrorCode code) => code
        is Confluent.Kafka.ErrorCode.MsgSizeTooLarge
        or Confluent.Kafka.ErrorCode.InvalidMsg
        or Confluent.Kafka.ErrorCode.InvalidRecord
        or Confluent.Kafka.ErrorCode.TopicException
        or Confluent.Kafka.ErrorCode.Local_InvalidArg;

    private static Message<byte[]?, byte[]?> ToClientMessage(KafkaMessage message)
    {
        Headers? headers = null;
        if (message.Headers.Count > 0)
        {
            headers = [];
            foreach (var (name, value) in message.Headers)
            {
                headers.Add(name, value);
            }
        }

        return new Message<byte[]?, byte[]?>
        {
            Key = message.Key,
            Value = message.Value,
            Headers = headers,
            Timestamp = message.Timestamp is { } at ? new Timestamp(at) : Timestamp.Default,
        };
    }

    private IProducer<byte[]?, byte[]?> Client()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // Disposed here rather than in its own error callback, where disposing would deadlock.
            _broken?.Dispose();
            _broken = null;
            return _client ??= Build();
        }
    }

    private IProducer<byte[]?, byte[]?> Build() =>
        new ProducerBuilder<byte[]?, byte[]?>(ProducerConfigFactory.Create(_options))
            .SetErrorHandler((client, error) => OnError(client, error))
            .SetLogHandler((_, log) => LogClient(log.Name, log.Message))
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .Build();

    private void OnError(IProducer<byte[]?, byte[]?> client, Error error)
    {
        if (!error.IsFatal)
        {
            LogError(_name, error.Reason);
            return;
        }

        LogFatal(_name, error.Reason);
        lock (_gate)
        {
            if (ReferenceEquals(_client, client))
            {
                (_broken, _client) = (_client, null);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Producer \"{Name}\": {Reason}")]
    private partial void LogError(string name, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Producer \"{Name}\" failed fatally and is built anew: {Reason}")]
    private partial void LogFatal(string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Message}")]
    private partial void LogClient(string client, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "Producer \"{Name}\" stopped with {Count} records not acknowledged within {Timeout}; their callers were not told that they are stored.")]
    private partial void LogUnflushed(string name, int count, TimeSpan timeout);
}
