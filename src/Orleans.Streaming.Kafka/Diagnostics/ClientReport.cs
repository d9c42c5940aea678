using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one client has to say: a few lines a minute at most, however often it fails, and what is the matter with it now.
/// Thread-safe.
/// </summary>
/// <remarks>A client that can't reach its broker reports an error with each attempt: several a second, for as long as it lasts.</remarks>
internal sealed partial class ClientReport(string client, KafkaConnection connection, TimeProvider time, ILogger logger)
{
    // A client that reaches two of three brokers works and fails at once; the error is over when the failing ends.
    private static readonly TimeSpan OverAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly LogThrottle<ClientErrorKind> _throttle = new(time);
    private long _since;
    private long _lastAt;
    private volatile ClientErrorExplanation? _explanation;

    /// <summary>What is the matter, or null. An error that nothing followed stays until something works.</summary>
    public ClientErrorExplanation? Explanation => _explanation;

    /// <summary>The client reported an error.</summary>
    public void Failed(Error error)
    {
        var explanation = ClientErrorExplanation.Of(error, connection);
        int times;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            // That all brokers are down only follows from why they are.
            if (_explanation is not null && error.Code == Confluent.Kafka.ErrorCode.Local_AllBrokersDown)
            {
                return;
            }

            (_since, _lastAt) = (_explanation is null ? now : _since, now);
            _explanation = explanation;
            if (!_throttle.TryPass(explanation.Kind, out times))
            {
                return;
            }
        }

        if (times == 1)
        {
            LogFailed(client, explanation.Text);
        }
        else
        {
            LogStillFails(client, times, explanation.Text);
        }
    }

    /// <summary>Something succeeded. Costs one read where nothing is the matter.</summary>
    public void Works()
    {
        if (_explanation is null)
        {
            return;
        }

        TimeSpan lasted;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_explanation is null || time.GetElapsedTime(_lastAt, now) < OverAfter)
            {
                return;
            }

            _explanation = null;
            lasted = time.GetElapsedTime(_since, now);
        }

        LogWorks(client, lasted);
    }

    /// <summary>librdkafka's own log line: for those who look for it.</summary>
    public void Said(LogMessage message) => LogSaid(message.Name, message.Facility, message.Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}: {Explanation}")]
    private partial void LogFailed(string client, string explanation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}, {Times} times since this was last said: {Explanation}")]
    private partial void LogStillFails(string client, int times, string explanation);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client} works again after {Lasted}.")]
    private partial void LogWorks(string client, TimeSpan lasted);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client} {Facility}: {Message}")]
    private partial void LogSaid(string client, string facility, string message);
}
