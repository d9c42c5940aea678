using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>The waits between the attempts to store dead letters: grow, are logged, and count in <see cref="Problem"/> while they last. Thread-safe.</summary>
internal sealed partial class DeadLetterRetries(RetrySchedule retry, LogThrottle<LogKind> lines, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger = logger;
    private string? _problem;
    private int _failing;

    /// <summary>Why dead letters can't be stored now, or null.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _failing == 0 ? null : $"{_failing} dead letters can't be stored: {_problem}";
            }
        }
    }

    /// <summary>A dead letter is to be stored.</summary>
    public Run Begin(RecordPosition position) => new(this, position);

    private void Failed(Exception failure, bool isFirst)
    {
        lock (_gate)
        {
            _failing += isFirst ? 1 : 0;
            _problem = failure.Message;
        }
    }

    private void Ended()
    {
        lock (_gate)
        {
            _failing--;
        }
    }

    private Task WaitAsync(RecordPosition position, int failures, Exception failure, string destination, CancellationToken cancellationToken)
    {
        var isRejected = KafkaErrors.RejectsRecord(failure);
        if (lines.TryPass(LogKind.Of(isRejected ? "dead-letter-rejected" : "dead-letter-waits", destination, failure), out var times))
        {
            if (isRejected)
            {
                LogRejected(position, destination, failures, times, failure);
            }
            else
            {
                LogFailed(position, destination, failures, times, failure);
            }
        }

        return Task.Delay(retry.DelayAfter(failures, Random.Shared.NextDouble()), time, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The dead letter of {Position} could not be stored in {Destination} (attempt {Failures}); its offset waits ({Times} such failures since this was last logged).")]
    private partial void LogFailed(RecordPosition position, string destination, int failures, int times, Exception error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Destination} refuses the dead letter of {Position} as it is (attempt {Failures}), and nothing else keeps it: its offset waits until the topic takes it. A dead-letter topic takes records of any size its source has and without a key (cleanup.policy=delete). {Times} such failures since this was last logged.")]
    private partial void LogRejected(RecordPosition position, string destination, int failures, int times, Exception error);

    /// <summary>What one dead letter has run into. One caller at a time.</summary>
    public sealed class Run(DeadLetterRetries all, RecordPosition position) : IDisposable
    {
        private int _failures;

        /// <summary>Waits before the next attempt.</summary>
        /// <param name="failure">What the last one failed with.</param>
        /// <param name="destination">Where to it was.</param>
        /// <param name="cancellationToken">The partition ended.</param>
        public Task WaitAsync(Exception failure, string destination, CancellationToken cancellationToken)
        {
            _failures++;
            all.Failed(failure, isFirst: _failures == 1);
            return all.WaitAsync(position, _failures, failure, destination, cancellationToken);
        }

        public void Dispose()
        {
            if (_failures > 0)
            {
                all.Ended();
            }
        }
    }
}
