using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One partition's records on their way through a decoder that may wait: in order, one at a time, on the thread pool, which none of them blocks. What
/// fails in a way that may pass is tried again, with backoff, and holds up what follows in its partition. Bounded by whoever fills it, as the
/// partition's buffer is. Thread-safe.
/// </summary>
internal sealed partial class DecodingQueue(IAsyncRecordDecoder decoder, Action<PendingRecord> deliver, DeliveryServices services, CancellationToken ended)
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger = services.Loggers.CreateLogger<DecodingQueue>();
    private Queue<PendingRecord> _waiting = new();
    private volatile string? _problem;
    private bool _isRunning;

    /// <summary>Why nothing can be decoded now, or null.</summary>
    public string? Problem => _problem;

    /// <summary>Adds a record.</summary>
    public void Add(PendingRecord record)
    {
        lock (_gate)
        {
            _waiting.Enqueue(record);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.RunAsync(), this, preferLocal: false);
    }

    /// <summary>Lets go of what waits: its assignment is over.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _waiting = new();
        }

        _problem = null;
    }

    private async Task RunAsync()
    {
        try
        {
            while (Next() is { } record)
            {
                await PrepareAsync(record);
                deliver(record);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The partition ended; its new owner meets the record again.
        }
    }

    private PendingRecord? Next()
    {
        lock (_gate)
        {
            if (!ended.IsCancellationRequested && _waiting.TryDequeue(out var record))
            {
                return record;
            }

            _isRunning = false;
            return null;
        }
    }

    private async ValueTask PrepareAsync(PendingRecord pending)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await decoder.PrepareAsync(pending.Record, ended);
                _problem = null;
                return;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e)
            {
                // The decoder rejects by itself what is the record's fault.
                Report(pending.Record.Position, failures, e);
                await Task.Delay(services.Limits.Retry.DelayAfter(failures, Random.Shared.NextDouble()), services.Time, ended);
            }
        }
    }

    private void Report(RecordPosition position, int failures, Exception error)
    {
        _problem = $"{position.Topic}[{position.Partition}]: its records wait to be decoded from offset {position.Offset} on: {error.GetType().Name}: {error.Message}";
        if (services.Lines.TryPass(LogKind.Of("decoding-waits", position.Topic, error), out var times))
        {
            LogWaits(position, failures, times, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Position} can't be decoded now (attempt {Failures}); its partition waits ({Times} such failures since this was last logged).")]
    private partial void LogWaits(RecordPosition position, int failures, int times, Exception error);
}
