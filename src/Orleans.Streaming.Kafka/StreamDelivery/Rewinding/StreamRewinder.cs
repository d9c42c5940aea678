using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads one partition again for subscribers that begin below what is in memory: with a consumer of its own that joins no group
/// and commits nothing. All that wait are served by one pass, which begins at the lowest place any of them needs. Thread-safe.
/// </summary>
/// <remarks>
/// It holds its slot and its consumer only while there is somebody to read for: when none of those that wait has room it rests
/// until one has, and where other partitions wait for a slot it goes to the end of their queue after each turn. Whatever fails
/// is tried again, with backoff.
/// </remarks>
internal sealed partial class StreamRewinder : IAsyncDisposable
{
    private const string ThreadName = "kafka-rewind";

    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RoomPoll = TimeSpan.FromMilliseconds(10);

    private readonly TopicPartition _source;
    private readonly StreamRecordReader _reader;
    private readonly Func<TopicPartition, IConsumer<byte[]?, byte[]?>> _open;
    private readonly RewindSlots _slots;
    private readonly RewindMemory _memory;
    private readonly RetrySchedule _retry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<RewindRequest> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private Task? _running;
    private bool _disposed;

    // Of the run.
    private List<RewindRequest> _pass = [];
    private int _failures;

    public StreamRewinder(
        TopicPartition source,
        StreamRecordReader reader,
        Func<TopicPartition, IConsumer<byte[]?, byte[]?>> open,
        RewindSlots slots,
        RewindMemory memory,
        RetrySchedule retry,
        TimeProvider time,
        ILogger<StreamRewinder> logger)
    {
        (_source, _reader, _open, _slots, _memory, _retry, _time, _logger) = (source, reader, open, slots, memory, retry, time, logger);
        _stop = _stopping.Token;
    }

    /// <summary>How long a slot is kept while others wait for one.</summary>
    public TimeSpan TurnMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a slot is kept while none of those that wait has room.</summary>
    public TimeSpan RoomWaitMax { get; init; } = TimeSpan.FromSeconds(1);

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

    /// <summary>Reads a stream's records again.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="topicId">The topic's id in the assignment it belongs to.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="until">The first offset that is not needed.</param>
    public RewindRequest Read(StreamId stream, Guid topicId, KafkaStreamSequenceToken start, long until)
    {
        var request = new RewindRequest(stream, topicId, start, until, _memory, Look);
        lock (_gate)
        {
            _waiting.Add(request);
        }

        Look();
        return request;
    }

    /// <summary>The agent is gone, and with it whoever waits; completes when nothing is read any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            running = _running;
        }

        await _stopping.CancelAsync();
        if (running is not null)
        {
            await running;
        }

        _stopping.Dispose();
    }

    // Somebody came, went, or has room again.
    private void Look()
    {
        lock (_gate)
        {
            if (_running is null && !_disposed && IsWanted())
            {
                _running = Task.Run(RunAsync, CancellationToken.None);
            }
        }
    }

    private bool IsWanted()
    {
        _waiting.RemoveAll(r => r.IsOver);
        return _waiting.Exists(r => r.HasRoom);
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            if (!IsWanted())
            {
                _running = null;
                return false;
            }

            return true;
        }
    }

    private async Task RunAsync()
    {
        _failures = 0;
        _pass = [];
        while (GoesOn())
        {
            try
            {
                await _slots.EnterAsync(_stop);
                try
                {
                    await ServeAsync();
                }
                finally
                {
                    _slots.Exit();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The top of the run: brokers that are away, a certificate that can't be read. Who waits must not wait for ever, nor in silence.
                _pass = [];
                if (!await WaitOutAsync(e))
                {
                    return;
                }
            }
        }
    }

    private async Task<bool> WaitOutAsync(Exception error)
    {
        _failures++;
        if (int.IsPow2(_failures))
        {
            LogFailed(_source, _failures, error);
        }

        try
        {
            await Task.Delay(_retry.DelayAfter(_failures, Random.Shared.NextDouble()), _time, _stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ServeAsync()
    {
        var started = _time.GetTimestamp();
        var consumer = _open(_source);
        _memory.ConsumerOpened();
        try
        {
            while (!IsTurnOver(started) && await TakePassAsync() is { } pass)
            {
                await BlockingCall.RunAsync(ThreadName, () =>
                {
                    Resolve(consumer, pass);
                    ReadPass(consumer, pass, started);
                });
                _failures = 0;
            }
        }
        finally
        {
            await BlockingCall.RunAsync(ThreadName, consumer.Dispose);
            _memory.ConsumerClosed();
        }
    }

    private bool IsTurnOver(long started) => _slots.IsContended && _time.GetElapsedTime(started) >= TurnMax;

    /// <summary>Those a pass was under way for when the turn was over, or those that have room; null when none has it in time.</summary>
    private async Task<List<RewindRequest>?> TakePassAsync()
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            _stop.ThrowIfCancellationRequested();
            lock (_gate)
            {
                _waiting.RemoveAll(r => r.IsOver);
                _pass.RemoveAll(r => r.IsOver);
                if (_pass.Count == 0)
                {
                    _pass = _waiting.FindAll(r => r.HasRoom);
                }

                if (_pass.Count > 0)
                {
                    return _pass;
                }

                if (_waiting.Count == 0)
                {
                    return null;
                }
            }

            if (_time.GetElapsedTime(started) >= RoomWaitMax)
            {
                return null;
            }

            await Task.Delay(RoomPoll, _time, _stop);
        }
    }

    private void Resolve(IConsumer<byte[]?, byte[]?> consumer, List<RewindRequest> pass)
    {
        var log = consumer.QueryWatermarkOffsets(_source, RequestTimeout);
        foreach (var request in pass)
        {
            request.From ??= OffsetAt(consumer, request.Time!.Value) ?? log.High.Value;
            if (request.From < log.Low.Value)
            {
                LogExpired(request.Stream, request.From.Value, log.Low.Value);
                request.From = log.Low.Value;
            }
        }
    }

    /// <summary>The first record that is not older; null where none is.</summary>
    private long? OffsetAt(IConsumer<byte[]?, byte[]?> consumer, DateTimeOffset at)
    {
        // Below 0 are no times: -1 would mean the log's end.
        var timestamp = new Timestamp(Math.Max(at.ToUnixTimeMilliseconds(), 0), TimestampType.CreateTime);
        var found = consumer.OffsetsForTimes([new TopicPartitionTimestamp(_source, timestamp)], RequestTimeout)[0].Offset;
        return found.Value >= 0 ? found.Value : null;
    }

    private void ReadPass(IConsumer<byte[]?, byte[]?> consumer, List<RewindRequest> pass, long turnStarted)
    {
        CompleteThrough(pass, 0);
        if (pass.Count == 0)
        {
            return;
        }

        var position = pass.Min(r => r.From!.Value);
        consumer.Assign(new TopicPartitionOffset(_source, position));
        while (pass.Count > 0)
        {
            _stop.ThrowIfCancellationRequested();
            pass.RemoveAll(r => r.IsCancelled);
            if (IsTurnOver(turnStarted))
            {
                pass.ForEach(r => r.From = Math.Max(r.From!.Value, position));
                return;
            }

            if (consumer.Consume(PollMax) is not { } result)
            {
                // What somebody needs may have become less.
                CompleteThrough(pass, position);
                continue;
            }

            if (!result.IsPartitionEOF && pass.Count > 0)
            {
                Hand(RecordReader.Read(result, result.Topic, pass[0].TopicId), pass);
            }

            position = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
            CompleteThrough(pass, position);
        }
    }

    /// <summary>Gives a record to those it belongs to; who has no room leaves the pass and goes on from here with the next.</summary>
    private void Hand(KafkaRecord record, List<RewindRequest> pass)
    {
        var offset = record.Position.Offset;
        StreamRecord? decoded = null;
        for (var i = pass.Count - 1; i >= 0; i--)
        {
            var request = pass[i];
            if (offset < request.From || offset >= request.Until || !request.Stream.Key.Span.SequenceEqual(StreamRecordReader.KeyOf(record)))
            {
                continue;
            }

            if (!request.HasRoom)
            {
                request.From = offset;
                pass.RemoveAt(i);
                continue;
            }

            // What can't be decoded became a dead letter when it was read first, and what the filter refuses nobody is given.
            if (decoded is null && _reader.Accepts(record, out _) && _reader.TryRead(record, out var stream, out var value, out _))
            {
                decoded = new StreamRecord(record, stream, value);
            }

            // A record of one's own: whether it is a dead letter is between one subscriber and it.
            if (decoded is not null && decoded.StreamId == request.Stream)
            {
                request.Add(new StreamRecord(record, decoded.StreamId, decoded.Value));
            }

            request.From = offset + 1;
        }
    }

    private static void CompleteThrough(List<RewindRequest> pass, long position) => pass.RemoveAll(request =>
    {
        if (position < request.Until && request.From < request.Until)
        {
            return false;
        }

        request.Complete();
        return true;
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading {Source} again for subscriptions that begin below what is in memory failed {Failures} times in a row and is repeated.")]
    private partial void LogFailed(TopicPartition source, int failures, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream} was to begin at offset {From}, but the log begins at {Low}: what lies between has expired.")]
    private partial void LogExpired(StreamId stream, long from, long low);
}
