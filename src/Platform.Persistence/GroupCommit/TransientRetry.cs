using Microsoft.Extensions.Logging;

namespace Platform.Persistence.GroupCommit;

/// <summary>Tries again, within bounds, what the database couldn't do for the moment. Thread-safe.</summary>
internal sealed partial class TransientRetry(string provider, RetrySchedule schedule, TimeProvider time, ILogger logger)
{
    /// <summary>Called when something is tried again.</summary>
    public Action Retried { get; init; } = static () => { };

    /// <summary>Runs the action until it ends otherwise than with a transient <see cref="PersistenceException"/>, or the schedule does.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var retry = 1; ; retry++)
        {
            try
            {
                return await action();
            }
            catch (PersistenceException e) when (e.IsTransient && schedule.Allows(retry, time.GetElapsedTime(start)))
            {
                Retried();
                LogRetry(provider, retry, e.Message);
            }

            await Task.Delay(schedule.DelayBefore(retry), time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage {Provider}: retry {Retry} after: {Reason}")]
    private partial void LogRetry(string provider, int retry, string reason);
}
