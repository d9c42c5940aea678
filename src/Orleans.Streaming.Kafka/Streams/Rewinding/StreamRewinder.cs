using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads one partition again for subscribers that begin below what is in memory: with a consumer of its own that joins no group
/// and commits nothing. All that wait are served by one pass, which begins at the lowest place any of them needs. Thread-safe.
/// </summary>
internal sealed partial class StreamRewinder(
    TopicPartition source,
    StreamRecordReader reader,
    KafkaStreamOptions options,
    SemaphoreSlim slots,
    TimeProvider time,
    ILogger<StreamRewinder> logger) : IAsyncDisposable
{
    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RoomPoll = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly List<RewindRequest> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly RetrySchedule _retry = new(options.RetryDelay, options.RetryDelayMax);
    private readonly ClientReport _report = new($"Reading {source} again", options.Connection!, time, logger);
    private Task? _running;

    /// <summary>Whether it reads for someone.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _running is not null;
            }
        }
    }

    public void Add(RewindRequest request)
    {
        lock (_gate)
        {
            _waiting.Add(request);
            _running ??= Task.Run(RunAsync);
        }
    }

    /// <summary>The agent is gone, and with it whoever waits; completes when nothing is read any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            running = _running;
        }

        await _stopping.CancelAsync();
        if (running is not null)
        {
            await running;
        }

        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await slots.WaitAsync(_stopping.Token);
            try
            {
                await ServeAsync();
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The agent is gone, and with it whoever waited.
        }
    }

    private async Task ServeAsync()
    {
        for (var failures = 0; ;)
        {
            try
            {
                using var consumer = Connect();
                while (await TakeWaitingAsync() is { } wave)
                {
                    Resolve(consumer, wave);
                    ReadWave(consumer, wave);
                    failures = 0;
                }

                return;
            }
            catch (KafkaException e)
            {
                failures++;
                LogFailed(source, failures, e.Error.Reason);
                await Task.Delay(_retry.DelayAfter(failures, Random.Shared.NextDouble()), time, _stopping.Token);
            }
        }
    }

    /// <summary>Those that have room, once there are any; null when nobody waits any more.</summary>
    private async Task<List<RewindRequest>?> TakeWaitingAsync()
    {
        while (true)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            lock (_gate)
            {
                _waiting.RemoveAll(r => r.IsCancelled || r.IsComplete);
                if (_waiting.Count == 0)
                {
                    _running = null;
                    return null;
                }

                if (_waiting.FindAll(r => r.HasRoom) is { Count: > 0 } wave)
                {
                    return wave;
                }
            }

            await Task.Delay(RoomPoll, time, _stopping.Token);
        }
    }

    private void Resolve(IConsumer<byte[]?, byte[]?> consumer, List<RewindRequest> wave)
    {
        var log = consumer.QueryWatermarkOffsets(source, RequestTimeout);
        foreach (var request in wave)
        {
            request.From ??= OffsetAt(consumer, request.Time!.Value) ?? log.High.Value;
            if (request.From < log.Low.Value && request.Until > log.Low.Value)
            {
                LogExpired(request.Stream, request.From.Value, log.Low.Value);
                request.From = log.Low.Value;
            }
        }
    }

    /// <summary>The first record that is not older; null where none is.</summary>
    private long? OffsetAt(IConsumer<byte[]?, byte[]?> consumer, DateTimeOffset at)
    {
        var found = consumer.OffsetsForTimes([new TopicPartitionTimestamp(source, new Timestamp(at))], RequestTimeout)[0].Offset;
        return found.Value >= 0 ? found.Value : null;
    }

    private void ReadWave(IConsumer<byte[]?, byte[]?> consumer, List<RewindRequest> wave)
    {
        CompleteThrough(wave, 0);
        if (wave.Count == 0)
        {
            return;
        }

        consumer.Assign(new TopicPartitionOffset(source, wave.Min(r => r.From!.Value)));
        while (wave.Count > 0)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            wave.RemoveAll(r => r.IsCancelled);
            if (consumer.Consume(PollMax) is not { } result)
            {
                continue;
            }

            if (!result.IsPartitionEOF && wave.Count > 0)
            {
                Hand(RecordReader.Read(result, wave[0].TopicId), wave);
            }

            CompleteThrough(wave, result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1);
        }
    }

    /// <summary>Gives a record to those it belongs to; who has no room leaves the wave and goes on from here with the next.</summary>
    private void Hand(KafkaRecord record, List<RewindRequest> wave)
    {
        var offset = record.Position.Offset;
        StreamRecord? decoded = null;
        for (var i = wave.Count - 1; i >= 0; i--)
        {
            var request = wave[i];
            if (offset < request.From || offset >= request.Until || !request.Stream.Key.Span.SequenceEqual(StreamRecordReader.KeyOf(record)))
            {
                continue;
            }

            if (!request.HasRoom)
            {
                request.From = offset;
                wave.RemoveAt(i);
                continue;
            }

            // What can't be decoded became a dead letter when it was read first.
            if (decoded is null && reader.TryRead(record, out var stream, out var value, out _))
            {
                decoded = new StreamRecord(record, stream, value);
            }

            if (decoded is not null)
            {
                request.Add(new StreamRecord(record, decoded.StreamId, decoded.Value));
            }

            request.From = offset + 1;
        }
    }

    private static void CompleteThrough(List<RewindRequest> wave, long position) => wave.RemoveAll(request =>
    {
        if (position < request.Until && request.From < request.Until)
        {
            return false;
        }

        request.Complete();
        return true;
    });

    private IConsumer<byte[]?, byte[]?> Connect()
    {
        var config = ConsumerConfigFactory.Create(options);
        config.EnablePartitionEof = true;
        var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => _report.Failed(error))
            .ReportTo(options.Connection!, _report)
            .Build();
        consumer.AskForToken(options.Connection!);
        return consumer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading {Source} again failed (attempt {Failures}) and is repeated: {Reason}")]
    private partial void LogFailed(TopicPartition source, int failures, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream} was to begin at offset {From}, but the log begins at {Low}: what lies between has expired.")]
    private partial void LogExpired(StreamId stream, long from, long low);
}
