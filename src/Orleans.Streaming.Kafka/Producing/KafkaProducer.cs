using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One idempotent librdkafka producer behind <see cref="IKafkaProducer"/>. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Sends are queued in the order of the calls: where there is no room they wait in a queue, and none passes another. So a
/// caller's later record of a key is never stored before an earlier one of it, whether it awaited the first send or not.</para>
/// <para>After a fatal error librdkafka sends nothing and reports nothing more. Everything that is not acknowledged then fails, in
/// line or on the way, so that nothing overtakes what its callers send again; the next send builds a new client. The same happens
/// when brokers don't accept the certificates and the files hold others by now.</para>
/// </remarks>
internal sealed partial class KafkaProducer : IKafkaProducer, IDisposable
{
    private readonly string _name;
    private readonly KafkaProducerOptions _options;
    private readonly KafkaMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClientReport _report;
    private readonly CertificateFiles _files;
    private readonly Lock _gate = new();
    private readonly SendWindow _window;
    private readonly LinkedList<SendBatch> _line = new();
    private readonly HashSet<SendBatch> _open = [];
    private IProducer<byte[]?, byte[]?>? _client;
    private Task _disposal = Task.CompletedTask;
    private bool _disposed;

    public KafkaProducer(string name, KafkaProducerOptions options, KafkaMetrics metrics, TimeProvider time, ILogger<KafkaProducer> logger)
    {
        (_name, _options, _metrics, _time, _logger) = (name, options, metrics, time, logger);
        _report = new ClientReport($"Kafka producer \"{name}\"", options.Connection!, time, logger);
        _files = new CertificateFiles(options.Connection!, _report, time);
        _window = new SendWindow(options.QueueRecordsMax, options.QueueBytesMax);
    }

    public async Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default)
    {
        var results = await SendManyAsync([message], cancellationToken);
        return results[0].Error is { } error ? throw error : results[0].Record;
    }

    public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default)
    {
        // Here, in the caller's turn: what the client can't take must not come to light in somebody else's.
        ClientMessage.ThrowIfInvalid(messages);
        if (messages.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<SendResult>>([]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var batch = new SendBatch(messages, _time.GetTimestamp(), KafkaActivities.Caller());
        Task queued;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _open.Add(batch);
            if (_line.Count == 0 && QueueWhatFits(batch))
            {
                Forget(batch);
                return batch.Completion;
            }

            _line.AddLast(batch);
            queued = batch.WhenQueued();
        }

        return WaitInQueueAsync(batch, queued, cancellationToken);
    }

    public void Dispose()
    {
        IProducer<byte[]?, byte[]?>? client;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            (client, _disposed) = (_client, true);
            foreach (var batch in _line)
            {
                batch.FailRest(Stopped());
                Forget(batch);
            }

            _line.Clear();
        }

        if (client is not null)
        {
            var left = client.Flush(_options.FlushTimeout);
            if (left > 0)
            {
                LogUnflushed(_name, left, _options.FlushTimeout);
            }

            client.Dispose();
        }

        lock (_gate)
        {
            FailOpen(Stopped());
        }

        _disposal.Wait();
    }

    private async Task<IReadOnlyList<SendResult>> WaitInQueueAsync(SendBatch batch, Task queued, CancellationToken cancellationToken)
    {
        try
        {
            await queued.WaitAsync(_options.QueueTimeout, _time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            LeaveQueue(batch, new KafkaStreamException($"Kafka producer \"{_name}\": no room for a record within {_options.QueueTimeout}, {_options.QueueRecordsMax:N0} records or {_options.QueueBytesMax:N0} bytes are on the way already. {_report.Explanation?.Text ?? "The broker takes less than is sent"}", isTransient: true, e));
        }
        catch (OperationCanceledException e)
        {
            LeaveQueue(batch, new KafkaStreamException($"Kafka producer \"{_name}\": the caller cancelled before there was room for the record.", isTransient: true, e));
            throw;
        }

        return await batch.Completion;
    }

    private void LeaveQueue(SendBatch batch, KafkaStreamException why)
    {
        lock (_gate)
        {
            batch.FailRest(why);
            Forget(batch);
            _line.Remove(batch);
            Pump();
        }
    }

    /// <summary>Queues the batch's next records for as long as there is room; whether none of them waits any more.</summary>
    private bool QueueWhatFits(SendBatch batch)
    {
        while (batch.NextMessage is { } message)
        {
            if (batch.IsNextBehindFailed)
            {
                batch.FailNext(new KafkaStreamException($"Kafka producer \"{_name}\": a record for topic \"{message.Topic}\" was not sent: an earlier record of its key in the same call failed.", isTransient: true), sending: null);
                continue;
            }

            var size = ClientMessage.SizeOf(message);
            if (!_window.HasRoom(size))
            {
                return false;
            }

            var sending = KafkaActivities.StartSend(message, batch.Caller);
            if (Produce(batch, sending is null ? message : KafkaActivities.Inject(sending, message), size) is not { } error)
            {
                batch.Advance(sending);
                continue;
            }

            if (error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
            {
                sending?.Dispose();
                return false;
            }

            _metrics.Sent(message.Topic, error.Code.ToString(), _time.GetElapsedTime(batch.StartedAt));
            // A fatal error has failed the whole batch already.
            batch.FailNext(Wrap(message.Topic, error), sending);
        }

        return true;
    }

    private Error? Produce(SendBatch batch, KafkaMessage message, long size)
    {
        var index = batch.Next;
        if (Connect(out var failure) is not { } client)
        {
            return failure;
        }

        try
        {
            client.Produce(
                new TopicPartition(message.Topic, message.Partition ?? Partition.Any),
                ClientMessage.Of(message),
                report => OnReported(client, batch, index, message.Topic, size, report));
            _window.Enter(size);
            return null;
        }
        catch (KafkaException e)
        {
            if (e.Error.IsFatal)
            {
                Break(client, e.Error);
            }

            return e.Error;
        }
    }

    private IProducer<byte[]?, byte[]?>? Connect(out Error? failure)
    {
        failure = null;
        try
        {
            return _client ??= Build();
        }
        catch (InvalidOperationException e)
        {
            // The options were good at start: what has changed since are the certificate files.
            failure = new Error(Confluent.Kafka.ErrorCode.Local_Ssl, $"The client can't be built: {e.Message.TrimEnd('.')}");
            return null;
        }
    }

    private void OnReported(IProducer<byte[]?, byte[]?> client, SendBatch batch, int index, string topic, long size, DeliveryReport<byte[]?, byte[]?> report)
    {
        var error = report.Error.IsError ? report.Error : null;
        _metrics.Sent(topic, error?.Code.ToString(), _time.GetElapsedTime(batch.StartedAt));
        lock (_gate)
        {
            if (error is null)
            {
                _report.Works();
                batch.Report(index, new SendResult(new SentRecord(topic, report.Partition.Value, report.Offset.Value), null));
            }
            else
            {
                batch.Report(index, new SendResult(default, Wrap(topic, error)));
            }

            Forget(batch);
            if (!ReferenceEquals(client, _client))
            {
                return;
            }

            _window.Leave(size);
            if (error is { IsFatal: true })
            {
                Break(client, error);
            }

            Pump();
        }
    }

    private void Pump()
    {
        while (!_disposed && _line.First is { } first && QueueWhatFits(first.Value))
        {
            // A fatal error empties the queue.
            if (first.List is not null)
            {
                _line.RemoveFirst();
            }

            Forget(first.Value);
        }
    }

    private void Forget(SendBatch batch)
    {
        if (batch.IsDone)
        {
            _open.Remove(batch);
        }
    }

    private void OnError(IProducer<byte[]?, byte[]?> client, Error error)
    {
        if (!error.IsFatal)
        {
            _report.Failed(error);
            if (ClientErrorExplanation.KindOf(error) == ClientErrorKind.Certificate)
            {
                RenewIfChanged(client);
            }

            return;
        }

        lock (_gate)
        {
            Break(client, error);
        }
    }

    /// <summary>Builds a client of the new files where the certificates are not accepted and the files hold others by now.</summary>
    private void RenewIfChanged(IProducer<byte[]?, byte[]?> client)
    {
        lock (_gate)
        {
            if (_disposed || !ReferenceEquals(_client, client) || !_files.HaveChangedSinceError())
            {
                return;
            }

            IProducer<byte[]?, byte[]?> renewed;
            try
            {
                renewed = Build();
            }
            catch (InvalidOperationException e)
            {
                // A file half written, or a key that does not fit yet: looked at again with the next error.
                _files.Forget();
                LogNotRenewed(_name, e.Message);
                return;
            }

            LogRenewed(_name);
            Abandon(client, new KafkaStreamException($"Kafka producer \"{_name}\" is rebuilt because its certificate files have changed; the record may or may not be stored. Send again from the first that was not acknowledged.", isTransient: true));
            _client = renewed;
        }
    }

    private void Break(IProducer<byte[]?, byte[]?> client, Error error)
    {
        if (!ReferenceEquals(_client, client))
        {
            return;
        }

        LogFatal(_name, error.Reason);
        Abandon(client, new KafkaStreamException($"Kafka producer \"{_name}\" failed fatally and is rebuilt; the record may or may not be stored. Send again from the first that was not acknowledged: {error.Reason} ({error.Code}).", isTransient: true, new KafkaException(error)));
    }

    private void Abandon(IProducer<byte[]?, byte[]?> client, KafkaStreamException why)
    {
        _client = null;
        FailOpen(why);
        // Not here: this may be the client's own thread, which its disposal waits for.
        _disposal = Task.WhenAll(_disposal, BlockingCall.RunAsync("kafka-close", client.Dispose));
    }

    private void FailOpen(KafkaStreamException error)
    {
        _line.Clear();
        _window.Clear();
        foreach (var batch in _open)
        {
            batch.FailOpen(error);
        }

        _open.Clear();
    }

    private KafkaStreamException Wrap(string topic, Error error)
    {
        var text = ClientErrorExplanation.KindOf(error) == ClientErrorKind.Unreachable && _report.Explanation is { } explanation
            ? $"{error.Reason} ({error.Code}). {explanation.Text}"
            : ClientErrorExplanation.Of(error, _options.Connection!).Text;
        return new KafkaStreamException($"Kafka producer \"{_name}\": a record for topic \"{topic}\" was not stored: {text}", KafkaErrors.IsTransientSend(error), new KafkaException(error)) { IsTooLarge = KafkaErrors.IsTooLarge(error) };
    }

    private KafkaStreamException Stopped() =>
        new($"Kafka producer \"{_name}\" stopped before the record was acknowledged; it may or may not be stored.", isTransient: true);

    private IProducer<byte[]?, byte[]?> Build()
    {
        _files.Remember();
        return new ProducerBuilder<byte[]?, byte[]?>(ProducerConfigFactory.Create(_options))
            .SetErrorHandler(OnError)
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .ReportTo(_options.Connection!, _report)
            .Build();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka producer \"{Name}\" failed fatally and is rebuilt: {Reason}")]
    private partial void LogFatal(string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka producer \"{Name}\" is rebuilt: its certificates are not accepted, and the files hold others by now.")]
    private partial void LogRenewed(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka producer \"{Name}\": the certificate files have changed, but can't be used: {Reason}")]
    private partial void LogNotRenewed(string name, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka producer \"{Name}\" stopped with {Count} records not acknowledged within {Timeout}; their callers get an exception.")]
    private partial void LogUnflushed(string name, int count, TimeSpan timeout);
}
