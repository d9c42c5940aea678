using Confluent.Kafka;
using CrashPoints;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Stores several records all or nothing, each call in a Kafka transaction of its own, one at a time. What a process leaves unfinished when it dies is
/// aborted by the broker after <see cref="TransactionTimeout"/>; until then readers of committed records wait at it. Thread-safe.
/// </summary>
internal sealed partial class TransactionalProducer : IDisposable
{
    /// <summary>How long a transaction may last.</summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(30);

    private const string ThreadName = "kafka-transaction";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QueuePoll = TimeSpan.FromMilliseconds(10);

    private readonly string _name;
    private readonly KafkaProducerOptions _options;
    private readonly KafkaMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClientReport _report;
    private readonly SemaphoreSlim _turn = new(1);

    // Owned by whose turn it is.
    private IProducer<byte[]?, byte[]?>? _client;
    private volatile bool _disposed;

    public TransactionalProducer(string name, KafkaProducerOptions options, KafkaMetrics metrics, TimeProvider time, ILogger<TransactionalProducer> logger)
    {
        (_name, _options, _metrics, _time, _logger) = (name, options, metrics, time, logger);
        _report = new ClientReport($"Kafka producer \"{name}\", transactions", options.Connection!, time, logger);
    }

    /// <summary>Stores the records; returns once all are, for readers of committed records.</summary>
    /// <exception cref="KafkaStreamException">None is stored; or, where the text says so, it is not known whether all are or none.</exception>
    public async Task SendAsync(IReadOnlyList<KafkaMessage> messages)
    {
        ClientMessage.ThrowIfInvalid(messages);
        if (!await _turn.WaitAsync(_options.QueueTimeout))
        {
            throw new KafkaStreamException($"Kafka producer \"{_name}\": the transactions before took longer than {_options.QueueTimeout}. {_report.Explanation?.Text ?? "More batches are sent than there are transactions to take them"}. Nothing was sent.", isTransient: true);
        }

        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // The client offers transactions as blocking calls only.
            await BlockingCall.RunAsync(ThreadName, () => Send(messages));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _turn.Wait();
        _disposed = true;
        _client?.Dispose();
        _client = null;
        _turn.Dispose();
    }

    private void Send(IReadOnlyList<KafkaMessage> messages)
    {
        var began = _time.GetTimestamp();
        Error? failure = null;
        try
        {
            var client = _client ??= Open();
            client.BeginTransaction();
            foreach (var message in messages)
            {
                Produce(client, message, began, error => Interlocked.CompareExchange(ref failure, error, null));
            }

            client.Flush(Left(began));
            CrashPoint.Pass("before-transaction-commit");
            if (failure is null)
            {
                Commit(client, began);
                _report.Works();
                return;
            }

            Abort(client, began);
            Discard();
        }
        catch (KafkaException e)
        {
            failure ??= e.Error;
            Recover(e, began);
        }
        finally
        {
            foreach (var message in messages)
            {
                _metrics.Sent(message.Topic, failure?.Code.ToString(), _time.GetElapsedTime(began));
            }
        }

        throw new KafkaStreamException($"Kafka producer \"{_name}\": a batch of {messages.Count} for topic \"{messages[0].Topic}\" was not stored, and none of its records is: {ClientErrorExplanation.Of(failure!, _options.Connection!).Text}", KafkaErrors.IsTransientSend(failure!), new KafkaException(failure!));
    }

    private void Produce(IProducer<byte[]?, byte[]?> client, KafkaMessage message, long began, Action<Error> failed)
    {
        using var sending = KafkaActivities.StartSend(message, KafkaActivities.Caller());
        var sent = ClientMessage.Of(sending is null ? message : KafkaActivities.Inject(sending, message));
        while (true)
        {
            try
            {
                client.Produce(new TopicPartition(message.Topic, message.Partition ?? Partition.Any), sent, report =>
                {
                    // What is purged follows from another failure.
                    if (report.Error.IsError && report.Error.Code is not (Confluent.Kafka.ErrorCode.Local_PurgeQueue or Confluent.Kafka.ErrorCode.Local_PurgeInflight))
                    {
                        failed(report.Error);
                    }
                });
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull && Left(began) > TimeSpan.Zero)
            {
                client.Poll(QueuePoll);
            }
        }
    }

    // What the client says may be tried again was not refused: it may even be done.
    private void Commit(IProducer<byte[]?, byte[]?> client, long began)
    {
        while (true)
        {
            try
            {
                client.CommitTransaction(RequestTimeout);
                return;
            }
            catch (KafkaRetriableException) when (Left(began) > TimeSpan.Zero)
            {
                // Until the broker would abort it by itself.
            }
            catch (KafkaRetriableException e)
            {
                Discard();
                throw new KafkaStreamException($"Kafka producer \"{_name}\": the broker did not say within {TransactionTimeout} whether a batch is stored: all of it is, or nothing. {e.Error.Reason}", isTransient: true, e);
            }
        }
    }

    private void Recover(KafkaException error, long began)
    {
        if (_client is { } client && error is not KafkaRetriableException && !error.Error.IsFatal)
        {
            try
            {
                Abort(client, began);
                Discard();
                return;
            }
            catch (KafkaException e)
            {
                error = e;
            }
        }

        // What was begun is aborted by the broker in time: a client of another id begins without it.
        LogDiscarded(_name, error.Error.Reason);
        Discard();
    }

    private void Abort(IProducer<byte[]?, byte[]?> client, long began)
    {
        while (true)
        {
            try
            {
                client.AbortTransaction(RequestTimeout);
                return;
            }
            catch (KafkaRetriableException) when (Left(began) > TimeSpan.Zero)
            {
                // As long as the transaction lasts.
            }
        }
    }

    private TimeSpan Left(long began) => TransactionTimeout - _time.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    // Also after an abort: what a client is still at then makes the next transaction fail.
    private void Discard()
    {
        _client?.Dispose();
        _client = null;
    }

    private IProducer<byte[]?, byte[]?> Open()
    {
        var config = ProducerConfigFactory.Create(_options);
        // One of its own: nothing is read and committed in the same transaction, so there is nobody of the same id to fence.
        config.TransactionalId = $"{_name}-{Guid.NewGuid():N}";
        config.TransactionTimeoutMs = (int)TransactionTimeout.TotalMilliseconds;
        config.MessageTimeoutMs = (int)TransactionTimeout.TotalMilliseconds;
        var client = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) => _report.Failed(error))
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .ReportTo(_options.Connection!, _report)
            .Build();
        try
        {
            client.InitTransactions(RequestTimeout);
            return client;
        }
        catch (KafkaException)
        {
            client.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka producer \"{Name}\": a transaction could not be ended, and its client is given up: {Reason}")]
    private partial void LogDiscarded(string name, string reason);
}
