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
    // A client that reaches two of three brokers works and fails at once; the trouble is over when the failing ends.
    private static readonly TimeSpan OverAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<TroubleKind, LogThrottle> _throttles = [];
    private long _since;
    private long _lastAt;
    private volatile ClientTrouble? _trouble;

    /// <summary>What is the matter, or null. A trouble that nothing followed stays until something works.</summary>
    public ClientTrouble? Trouble => _trouble;

    /// <summary>The client reported an error.</summary>
    public void Failed(Error error)
    {
        var trouble = ClientTrouble.Of(error, connection);
        int times;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            // That all brokers are down only follows from why they are.
            if (_trouble is not null && error.Code == Confluent.Kafka.ErrorCode.Local_AllBrokersDown)
            {
                return;
            }

            (_since, _lastAt) = (_trouble is null ? now : _since, now);
            _trouble = trouble;
            if (!_throttles.TryGetValue(trouble.Kind, out var throttle))
            {
                _throttles.Add(trouble.Kind, throttle = new LogThrottle(time));
            }

            if (!throttle.TryPass(out times))
            {
                return;
            }
        }

        if (times == 1)
        {
            LogFailed(client, trouble.Text);
        }
        else
        {
            LogStillFails(client, times, trouble.Text);
        }
    }

    /// <summary>Something succeeded. Costs one read where nothing is the matter.</summary>
    public void Works()
    {
        if (_trouble is null)
        {
            return;
        }

        TimeSpan lasted;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_trouble is null || time.GetElapsedTime(_lastAt, now) < OverAfter)
            {
                return;
            }

            _trouble = null;
            lasted = time.GetElapsedTime(_since, now);
        }

        LogWorks(client, lasted);
    }

    /// <summary>librdkafka's own log line: for those who look for it.</summary>
    public void Said(LogMessage message) => LogSaid(message.Name, message.Facility, message.Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}: {Trouble}")]
    private partial void LogFailed(string client, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}, {Times} times since this was last said: {Trouble}")]
    private partial void LogStillFails(string client, int times, string trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client} works again after {Lasted}.")]
    private partial void LogWorks(string client, TimeSpan lasted);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client} {Facility}: {Message}")]
    private partial void LogSaid(string client, string facility, string message);
}
