using Orleans.Runtime.Messaging;

namespace Platform.Hosting;

/// <summary>
/// Makes a call of a grain that may be made again without harm, and makes it again where a silo died on the way: until it is answered, or its
/// time is over. Pure but for the clock.
/// </summary>
internal static class RepeatableCalls
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes the call.</summary>
    /// <typeparam name="T">The answer's type.</typeparam>
    /// <param name="call">Makes it once.</param>
    /// <param name="limit">How long all of it may last. An answer that does not come in half of that is taken for lost, once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> call, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        TimeSpan Left() => limit - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await call().WaitAsync(isFirst ? limit / 2 : Left(), time, cancellationToken);
            }
            catch (TimeoutException) when (isFirst)
            {
                // The answer may have been lost with its silo.
            }
            catch (Exception exception) when (IsOfTheWay(exception) && Left() > Pause)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // The call did not get there, or its silo ended: what the grain itself says is an answer.
    private static bool IsOfTheWay(Exception exception) => exception is SiloUnavailableException or ConnectionFailedException or OrleansMessageRejectionException;
}
