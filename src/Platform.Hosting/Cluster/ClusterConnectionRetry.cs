namespace Platform.Hosting;

/// <summary>Waits for a silo as long as it takes, and says so. Thread-safe.</summary>
internal sealed partial class ClusterConnectionRetry(TimeProvider time, ILogger<ClusterConnectionRetry> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogWaiting(Wait.TotalSeconds, exception.Message);
        await Task.Delay(Wait, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answers; reads are answered with 503 until one does. Trying again in {Seconds} s. {Reason}")]
    private partial void LogWaiting(double seconds, string reason);
}
