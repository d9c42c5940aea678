using Platform.Configuration;

namespace Platform.Hosting.Membership;

/// <summary>Waits for the store of the cluster's members before the silo starts, and says so.</summary>
internal sealed partial class MembershipAtStart(IMembership membership, TimeProvider time, ILogger<MembershipAtStart> logger)
{
    // As for the broker: what is started together with this process needs its time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;

    /// <summary>Returns when the store answers and holds what a silo needs.</summary>
    /// <param name="stop">Gives up, as when the program is stopped.</param>
    /// <exception cref="PlatformConfigurationException">The store refuses, or did not answer for a minute.</exception>
    public async Task OpenAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await membership.OpenAsync(stop);
                return;
            }
            catch (MembershipStoreException exception) when (exception.IsTransient && time.GetElapsedTime(began) < Patience)
            {
                LogWaiting(exception.Message, Patience.TotalSeconds);
                await Task.Delay(Pause, time, stop);
            }
            catch (MembershipStoreException exception)
            {
                throw membership.Refuse($"{exception.Message.TrimEnd('.')}.{(exception.IsTransient ? $" It was waited for {Patience.TotalSeconds:N0} s." : "")}");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the store of the cluster's members, {Seconds} s at most: {Reason}")]
    private partial void LogWaiting(string reason, double seconds);
}
